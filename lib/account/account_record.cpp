#include "account/account_record.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace segue::account {

namespace {

// Numbers of eight bytes, the highest first; texts behind their length. What the fields are is the schema's
// version, which stands in what the record is sealed with.
class writer {
public:
    void number(std::int64_t value) {
        const auto bits = static_cast<std::uint64_t>(value);
        for (int shift = 56; shift >= 0; shift -= 8)
            bytes_.push_back(static_cast<unsigned char>(bits >> shift & 0xff));
    }
    void text(std::string_view value) {
        number(static_cast<std::int64_t>(value.size()));
        bytes_.insert(bytes_.end(), value.begin(), value.end());
    }
    void text(const secret& value) { text(std::string_view(value.reveal())); }
    void time(wall_time value) {
        number(std::chrono::floor<std::chrono::milliseconds>(value.time_since_epoch()).count());
    }

    wiped_bytes take() { return std::move(bytes_); }

private:
    wiped_bytes bytes_;
};

class reader {
public:
    explicit reader(std::span<const unsigned char> bytes) : left_(bytes) {}

    std::int64_t number() {
        std::uint64_t bits = 0;
        for (const auto byte : take(8))
            bits = bits << 8 | byte;
        return static_cast<std::int64_t>(bits);
    }
    std::string_view view() {
        const auto size = number();
        const auto part = take(size < 0 ? left_.size() + 1 : static_cast<std::uint64_t>(size));
        return {reinterpret_cast<const char*>(part.data()), part.size()};
    }
    std::string text() { return std::string(view()); }
    secret hidden() { return secret(view()); }
    wall_time time() { return wall_time(std::chrono::milliseconds(number())); }

    bool good() const noexcept { return good_; }
    bool done() const noexcept { return good_ && left_.empty(); }

private:
    std::span<const unsigned char> take(std::uint64_t count) {
        if (!good_ || count > left_.size()) {
            good_ = false;
            return {};
        }
        const auto part = left_.first(static_cast<std::size_t>(count));
        left_ = left_.subspan(part.size());
        return part;
    }

    std::span<const unsigned char> left_;
    bool good_ = true;
};

} // namespace

wiped_bytes encode_account(const stored_account& a) {
    writer out;
    out.text(a.user_id);
    out.text(a.user_name);
    out.number(static_cast<std::int64_t>(a.scopes.size()));
    for (const auto& scope : a.scopes)
        out.text(scope);
    out.text(a.redirect_uri);
    out.text(a.token_type);
    out.text(a.client_secret);
    out.text(a.access_token);
    out.text(a.token_secret);
    out.text(a.refresh_token);
    out.number(a.expires_at ? 1 : 0);
    out.time(a.expires_at.value_or(wall_time()));
    out.text(a.extra);
    out.time(a.created_at);
    out.time(a.updated_at);
    out.time(a.last_used_at);
    return out.take();
}

bool decode_account(std::span<const unsigned char> bytes, stored_account& a) {
    reader in(bytes);
    a.user_id = in.text();
    a.user_name = in.text();
    for (auto left = in.number(); left > 0 && in.good(); --left)
        a.scopes.push_back(in.text());
    a.redirect_uri = in.text();
    a.token_type = in.text();
    a.client_secret = in.hidden();
    a.access_token = in.hidden();
    a.token_secret = in.hidden();
    a.refresh_token = in.hidden();
    const bool ends = in.number() != 0;
    if (const auto at = in.time(); ends)
        a.expires_at = at;
    a.extra = in.text();
    a.created_at = in.time();
    a.updated_at = in.time();
    a.last_used_at = in.time();
    return in.done();
}

} // namespace segue::account
