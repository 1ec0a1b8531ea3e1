#include "account/oauth2/refusal.hpp"
#include "account/oauth2/request_parts.hpp"
#include "account/oauth2/token_answer.hpp"
#include "base/wipe.hpp"

#include <utility>

namespace segue::account::oauth2 {

token_request::parts::~parts() {
    request.headers.remove("Authorization");
    wipe(request.body);
    wipe(request.target);
}

token_request::token_request() : token_request(std::make_shared<const parts>()) {}

token_request::token_request(std::shared_ptr<const parts> held) : parts_(std::move(held)) {}

const http::request& token_request::http() const noexcept {
    return parts_->request;
}

bool token_request::single_use() const noexcept {
    return parts_->once;
}

token_request token_request::with_header(std::string_view name, std::string_view value) const {
    auto changed = std::make_shared<parts>(*parts_);
    changed->request.headers.set(name, value);
    return token_request(std::move(changed));
}

result<token_set> token_request::read(const http::response& answer, wall_time now) const {
    const auto read = read_fields(answer, parts_->hidden, now);
    if (!read.fields)
        return read.fields.error();
    auto tokens = tokens_from(*read.fields, parts_->names, parts_->kept, now);
    if (!tokens)
        return with_status(tokens.error(), answer.status);
    return tokens;
}

const token_request::parts& parts_of(const token_request& r) noexcept {
    return *r.parts_;
}

} // namespace segue::account::oauth2
