#include "account/store_failure.hpp"

#include <segue/account/token_store.hpp>
#include <segue/base/error.hpp>

#include <utility>

namespace segue::account {

namespace {

const char* text_of(store_errc e) noexcept {
    switch (e) {
    case store_errc::unavailable:
        return "the store cannot be opened";
    case store_errc::read_only:
        return "the store cannot be written";
    case store_errc::full:
        return "the disk is full";
    case store_errc::locked:
        return "the store is held by other processes";
    case store_errc::open_to_others:
        return "the store is open to others";
    case store_errc::corrupt:
        return "the store is damaged";
    case store_errc::newer:
        return "the store is of a later version";
    case store_errc::foreign:
        return "no token store";
    case store_errc::key_missing:
        return "the store is encrypted";
    case store_errc::not_encrypted:
        return "the store is not encrypted";
    case store_errc::wrong_key:
        return "wrong passphrase or key";
    }
    return "unknown trouble with the store";
}

class category final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "segue.store"; }
    std::string message(int value) const override { return text_of(static_cast<store_errc>(value)); }
};

} // namespace

const boost::system::error_category& store_category() noexcept {
    static const category instance;
    return instance;
}

std::optional<std::vector<std::string>> filter_values::values() const {
    switch (how_) {
    case kind::any:
        return std::nullopt;
    case kind::one:
        return std::vector<std::string>(1, std::string(one_));
    case kind::views:
        return std::vector<std::string>(views_.begin(), views_.end());
    case kind::strings:
        break;
    }
    return std::vector<std::string>(strings_.begin(), strings_.end());
}

void fail_store(const std::string& file, store_errc what, std::string_view text) {
    failure f;
    f.code = errc::file_failed;
    f.message.append("the token store '").append(file).append("': ").append(text);
    f.cause = what;
    throw_failure(std::move(f));
}

} // namespace segue::account
