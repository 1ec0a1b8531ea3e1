#include "account/password/asked.hpp"
#include "account/password/digest.hpp"
#include "account/refuse.hpp"

#include <utility>

namespace segue::account {
namespace {

using namespace password;

class fixed_password final : public password_source {
public:
    explicit fixed_password(login given) : given_(std::move(given)) {}

    asio::awaitable<login> ask(const login_request& /*request*/) override { return copy_of(given_); }

private:
    static asio::awaitable<login> copy_of(login given) { co_return std::move(given); }

    login given_;
};

} // namespace

std::shared_ptr<password_source> make_fixed_password(const fixed_password_params& params) {
    if (params.user.empty())
        refuse("user", "must not be empty");
    if (params.password.empty())
        refuse("password", "must not be empty");
    if (params.form == password_form::md5 && !is_md5(params.password))
        refuse("password", "is no MD5, which has 32 hexadecimal digits");
    login given;
    given.user = params.user;
    given.password = secret(params.password);
    given.form = params.form;
    return std::make_shared<fixed_password>(std::move(given));
}

} // namespace segue::account
