#include "account/password/asked.hpp"

#include <utility>

namespace segue::account {
namespace {

const char* text_of(password_errc e) noexcept {
    switch (e) {
    case password_errc::input_ended:
        return "the input ended before user name and password";
    case password_errc::not_given:
        return "user name or password was not given";
    case password_errc::declined:
        return "the user does not want to give a password";
    case password_errc::interrupted:
        return "the question for the password was interrupted";
    case password_errc::terminal_failed:
        return "the terminal cannot be asked for a password";
    case password_errc::busy:
        return "another question is under way";
    }
    return "unknown error";
}

class password_category_type final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "segue.password"; }
    std::string message(int value) const override { return text_of(static_cast<password_errc>(value)); }
};

} // namespace

const boost::system::error_category& password_category() noexcept {
    static const password_category_type instance;
    return instance;
}

namespace password {

asked::asked(const login_request& request)
    : service(request.service), user(request.user), trouble(request.trouble), deadline(request.deadline) {}

login_request asked::view() const noexcept {
    return {service, user, trouble, deadline};
}

// A reason may be the service's own words, and a terminal obeys what it is shown: the control characters of
// ASCII, and those that UTF-8 writes as C2 80 to C2 9F.
std::string printable(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto code = static_cast<unsigned char>(text[i]);
        const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
        if (code == 0xc2 && next >= 0x80 && next <= 0x9f) {
            out += ' ';
            ++i;
        } else {
            out += code < 0x20 || code == 0x7f ? ' ' : text[i];
        }
    }
    return out;
}

void fail(password_errc code, const std::string& message, boost::system::error_code cause) {
    failure f;
    f.code = code;
    f.cause = cause;
    f.message = message;
    throw password_error(std::move(f));
}

} // namespace password
} // namespace segue::account
