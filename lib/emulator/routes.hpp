#pragma once

#include "message.hpp"
#include "records.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Which path leads where. Each area of the API lists its operations in a file of its own; here they are
// joined into one table.
namespace segue::emulator {

struct call;

/// Answers one operation that exists, for somebody who may call it.
using handler = response (*)(const call& asked);

/// Whom an operation answers at all. What of a resource somebody may see is up to the handler.
enum class audience {
    anybody,
    /// Any valid credentials; else 401.
    application,
    /// A user; else 401.
    user,
    /// The user that `{username}` names: else 401, 404 when there is no such user, 403 for another one.
    owner,
};

/// One row of an area's table.
struct operation {
    std::string_view method;
    /// As the documentation spells it. `{id}` and `{..._id}` stand for a number from 1, `{folder_id}` for one
    /// from 0, `{order_id}` and every other name for any text.
    std::string_view path;
    handler run = nullptr;
    audience who = audience::anybody;
    /// Whether its answer is a page of a list.
    bool is_list = false;
    /// Whether a GET gives the same answer until something is written, so that it may be kept.
    bool is_steady = true;
    /// Whether the window counts it; pages of the web site are none of its business.
    bool is_counted = true;
};

/// The areas, in the order of the documentation.
[[nodiscard]] std::span<const operation> database_operations() noexcept;
[[nodiscard]] std::span<const operation> oauth_operations() noexcept;
[[nodiscard]] std::span<const operation> oauth2_operations() noexcept;
[[nodiscard]] std::span<const operation> people_operations() noexcept;
[[nodiscard]] std::span<const operation> collection_operations() noexcept;
[[nodiscard]] std::span<const operation> wantlist_operations() noexcept;
[[nodiscard]] std::span<const operation> list_operations() noexcept;
[[nodiscard]] std::span<const operation> market_operations() noexcept;
[[nodiscard]] std::span<const operation> order_operations() noexcept;
[[nodiscard]] std::span<const operation> job_operations() noexcept;

/// One path of the API.
struct route {
    std::string_view path;
    /// The methods it knows, as an Allow field lists them.
    std::string methods{};
    /// Whether its GET answers with a page of a list.
    bool is_list = false;
    std::vector<const operation*> operations{};

    /// Null when it does not know the method.
    [[nodiscard]] const operation* find(std::string_view method) const noexcept;
};

/// All of them.
[[nodiscard]] std::span<const route> all_routes();

/// A route and what stood in the place of its names. Valid as long as the path that it was found by.
class located {
public:
    const route* on = nullptr;

    /// The number in the place of `{name}`; 0 when the path has no such name.
    [[nodiscard]] database_id number(std::string_view name) const noexcept;
    /// The text in the place of `{name}`, decoded; empty when the path has no such name.
    [[nodiscard]] std::string text(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const noexcept { return find(name) != nullptr; }

private:
    struct value {
        std::string_view name{};
        std::string_view raw{};
        database_id number = 0;
    };
    friend located locate(std::string_view path);
    [[nodiscard]] bool follow(const route& candidate, std::string_view path);
    [[nodiscard]] bool take(std::string_view name, std::string_view raw);
    [[nodiscard]] const value* find(std::string_view name) const noexcept;

    std::array<value, 6> values_{};
    std::size_t count_ = 0;
};

/// Finds the route of a path without its query; none for a path that leads nowhere.
[[nodiscard]] located locate(std::string_view path);

/// Whether the route knows the method.
[[nodiscard]] bool knows(const route& on, std::string_view method) noexcept;

/// Whether the path is one of a paged list.
[[nodiscard]] bool is_list_path(std::string_view path);

} // namespace segue::emulator
