#pragma once

#include "resource/json_model.hpp"
#include "resource/json_reader.hpp"
#include "resource/json_writer.hpp"

#include <segue/base/extra.hpp>
#include <segue/base/list.hpp>
#include <segue/base/money.hpp>
#include <segue/base/open_enum.hpp>
#include <segue/base/partial_date.hpp>
#include <segue/base/strong_id.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// A model with a member of every type, for the tests of reader and writer.
namespace segue::test {

enum class shade { light, dark };

} // namespace segue::test

template <>
struct segue::enum_names<segue::test::shade> {
    static std::span<const enum_name<segue::test::shade>> table() noexcept;
};

namespace segue::test {

struct leaf {
    std::int64_t id = 0;
    std::string name;
    std::optional<std::string> note;
    segue::extra extra;

    bool operator==(const leaf&) const = default;
};

struct sample {
    strong_id<struct sample_tag> id;
    std::string title;
    std::optional<std::string> text;
    std::optional<std::int64_t> whole;
    std::optional<double> real;
    std::optional<bool> flag;
    std::optional<open_enum<shade>> tone;
    std::optional<decimal> exact;
    std::optional<money> price;
    std::optional<partial_date> date;
    std::optional<timestamp> moment;
    std::optional<raw_json> any;
    std::optional<std::string> readable;
    std::optional<std::int64_t> readable_whole;
    list<std::string> readable_list;
    std::optional<leaf> child;
    list<std::string> texts;
    list<std::int64_t> wholes;
    list<leaf> leaves;
    list<raw_json> anything;
    list<sample> branches;
    segue::extra extra;

    bool operator==(const sample&) const = default;
};

// What reading a text gave.
struct reading {
    sample model;
    std::vector<drift> drifts;
    std::optional<resource::decode_failure> failure;
};

reading read(std::string_view text);

// Reads and writes again.
std::string rewritten(std::string_view text);

} // namespace segue::test

template <>
struct segue::resource::json_traits<segue::test::leaf> {
    static const model_description& description();
};

template <>
struct segue::resource::json_traits<segue::test::sample> {
    static const model_description& description();
};
