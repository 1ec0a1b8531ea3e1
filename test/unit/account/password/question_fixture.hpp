#pragma once

#include "unit/account/redirect/sign_in_fixture.hpp"

#include <segue/account/password_source.hpp>

namespace segue::test {

/// Runs one question for a password beside a script that plays the user.
class question_fixture : public sign_in_fixture {
protected:
    /// Begins; `answer` becomes the user name, `given` all of it.
    void ask(account::password_source& source) { start(keep(source.ask(request))); }

    account::login_request request;
    account::login given;

private:
    asio::awaitable<std::string> keep(asio::awaitable<account::login> work) {
        given = co_await std::move(work);
        co_return given.user;
    }
};

} // namespace segue::test
