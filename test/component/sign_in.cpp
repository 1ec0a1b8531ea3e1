// A user signs in to an application at the emulator over TLS, by each of the ways to the page and back, and
// many accounts share one client's connections.

#include "support/chromium_profile.hpp"
#include "support/on_emulator.hpp"

#include <segue/account/token_store.hpp>
#include <segue/discogs/sign_in.hpp>
#include <segue/http/make_transport.hpp>

#include <gmock/gmock.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <streambuf>
#include <unistd.h>

namespace {

using namespace segue;
using ::testing::HasSubstr;
using ::testing::Not;

/// What a user types: made when the program waits for it.
class typed_answer final : public std::streambuf {
public:
    explicit typed_answer(std::function<std::string()> type) : type_(std::move(type)) {}

protected:
    int_type underflow() override {
        if (done_)
            return traits_type::eof();
        done_ = true;
        line_ = type_() + "\n";
        setg(line_.data(), line_.data(), line_.data() + line_.size());
        return traits_type::to_int_type(line_[0]);
    }

private:
    std::function<std::string()> type_;
    std::string line_;
    bool done_ = false;
};

std::string token_in(const std::string& url) {
    const std::string mark = "oauth_token=";
    const auto at = url.find(mark);
    if (at == std::string::npos)
        return {};
    return url.substr(at + mark.size(), url.find_first_of("& \n", at) - at - mark.size());
}

class component_sign_in : public test::on_emulator {
protected:
    void SetUp() override {
        start();
        key_ = service().consumer_key();
        key_secret_ = service().consumer_secret();
        page_ = base_url() + "/oauth/authorize";
        std::string name = (std::filesystem::temp_directory_path() / "segue-sign-in-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder_ = name;
    }

    void TearDown() override {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    discogs::client application() {
        auto p = params();
        p.token = {};
        p.consumer_key = key_;
        p.consumer_secret = key_secret_;
        p.authorize_url = page_;
        return make_client(p);
    }

    discogs::signed_in sign_in(const std::shared_ptr<account::redirect_handler>& by) {
        return run(discogs::sign_in(application(), by, store_));
    }

    void expect_signed_in(const discogs::signed_in& done) {
        EXPECT_FALSE(done.from_store);
        EXPECT_EQ(done.account.user_name, service().username());
        EXPECT_FALSE(done.not_named) << describe(*done.not_named);
        EXPECT_FALSE(done.not_stored) << describe(*done.not_stored);
        const auto as = application().with_account(done.credentials());
        EXPECT_EQ(run(as.identity().get()).username, service().username());
        auto fields = as.user(service().username()).collection().fields().list();
        EXPECT_TRUE(run(fields.next())) << "what the owner alone may see";
        EXPECT_EQ(run(store_->list({})).size(), 1U);
        for (const auto* hidden : {&done.account.access_token, &done.account.token_secret})
            EXPECT_THAT(observer->text, Not(HasSubstr(hidden->reveal())));
        EXPECT_THAT(observer->text, Not(HasSubstr(key_secret_)));
    }

    /// A browser without a window that takes the emulator's own authority.
    account::webdriver_params browser() const {
        auto p = profile_.params();
        p.certificates = account::webdriver_certificates::any;
        return p;
    }

    /// The last of a browser's processes may go a moment after the others.
    void expect_no_browser_left() const {
        EXPECT_TRUE(eventually([this] { return profile_.processes().empty(); }));
    }

    const std::string& folder() const { return folder_; }

    std::shared_ptr<account::token_store> store_ = account::make_memory_token_store();

private:
    std::string key_;
    std::string key_secret_;
    std::string page_;
    std::string folder_;
    test::chromium_profile profile_;
};

TEST_F(component_sign_in, by_a_verifier_that_the_user_types) {
    std::ostringstream out;
    typed_answer keys([&] { return service().authorize(token_in(out.str())); });
    std::istream in(&keys);
    expect_signed_in(sign_in(account::make_paste_redirect(in, out)));
}

TEST_F(component_sign_in, by_an_address_that_the_user_pastes) {
    std::ostringstream out;
    std::string back = "https://shelf.test/back";
    typed_answer keys([&] {
        const auto token = token_in(out.str());
        return back + "?oauth_token=" + token + "&oauth_verifier=" + service().authorize(token);
    });
    std::istream in(&keys);
    const auto done = run(discogs::sign_in(
        application(), account::make_paste_redirect(in, out), store_, {.redirect_uri = back}));
    expect_signed_in(done);
    EXPECT_EQ(done.account.redirect_uri, back);
}

// The browser is a program that leaves the address in a file; the user reads it there and agrees.
TEST_F(component_sign_in, by_a_listener_that_the_browser_comes_back_to) {
    const auto program = folder() + "/browser";
    const auto visited = folder() + "/visited";
    std::ofstream(program) << "#!/bin/sh\nprintf '%s' \"$1\" > '" << visited << ".part' && mv '" << visited
                           << ".part' '" << visited << "'\n";
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    const auto listener = account::make_loopback_redirect();
    std::ostringstream out;
    std::thread person([&, back = listener->redirect_uri()] {
        if (!eventually([&] { return std::filesystem::exists(visited); }))
            return;
        std::ifstream in(visited);
        const std::string url{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
        const auto token = token_in(url);
        asio::io_context theirs;
        http::transport_params direct;
        direct.proxy = "";
        const auto browser = http::make_transport(theirs.get_executor(), direct);
        http::request r;
        r.to = {"http", "127.0.0.1", static_cast<std::uint16_t>(std::stoi(test::port_of(back)))};
        r.target = "/callback?oauth_token=" + token + "&oauth_verifier=" + service().authorize(token);
        const auto shown = sync_wait(theirs, browser->send(std::move(r), nullptr));
        EXPECT_TRUE(shown && shown->status == 200);
    });
    const auto done =
        run(discogs::sign_in(application(), account::make_browser_redirect(listener, out, program), store_));
    person.join();
    expect_signed_in(done);
    EXPECT_EQ(done.account.redirect_uri, listener->redirect_uri());
}

TEST_F(component_sign_in, by_a_browser_that_is_driven_to_click_the_page) {
    const account::webdriver_step steps[] = {{account::webdriver_step::kind::click, "#authorize", {}}};
    auto p = browser();
    p.steps = steps;
    const auto done =
        run(discogs::sign_in(
                application(),
                account::make_webdriver_redirect(p),
                store_,
                {.redirect_uri = "http://127.0.0.1:1/back"}),
            patience);
    expect_signed_in(done);
    expect_no_browser_left();
}

TEST_F(component_sign_in, of_a_user_who_says_no_stores_nothing) {
    const account::webdriver_step steps[] = {{account::webdriver_step::kind::click, "#deny", {}}};
    auto p = browser();
    p.steps = steps;
    const auto why = fails<authentication_error>(discogs::sign_in(
        application(),
        account::make_webdriver_redirect(p),
        store_,
        {.redirect_uri = "http://127.0.0.1:1/back"}));
    EXPECT_EQ(why.code, errc::oauth_refused);
    EXPECT_TRUE(run(store_->list({})).empty());
    expect_no_browser_left();
}

TEST_F(component_sign_in, in_two_processes_of_a_server) {
    const auto begun =
        run(discogs::begin_sign_in(application(), {.redirect_uri = "https://shelf.test/back"}));
    const auto kept = begun.save();
    const auto token = token_in(begun.url());
    const auto back = "/back?oauth_token=" + token + "&oauth_verifier=" + service().authorize(token);
    const auto restored = discogs::pending_sign_in::restore(kept.reveal());
    expect_signed_in(run(discogs::finish_sign_in(application(), restored, back, store_)));
}

// Each call names a user in its path and is signed by a token: nobody's call is ever signed by another's.
TEST_F(component_sign_in, calls_of_many_accounts_at_once_are_never_mixed) {
    const std::array<std::string, 2> names{service().username(), service().other_username()};
    const std::array<std::string, 2> tokens{service().token_of(names[0]), service().token_of(names[1])};
    discogs::client shared = make_client();
    constexpr int lanes = 64;
    constexpr int calls = 20;
    int answered = 0;
    // All lanes change the one handle that all of them use. The folders of a collection are its owner's.
    struct lane {
        static asio::awaitable<void>
        run(discogs::client& shared,
            const std::array<std::string, 2>& names,
            const std::array<std::string, 2>& tokens,
            int number,
            int& answered) {
            for (int i = 0; i < calls; ++i) {
                const auto who = static_cast<std::size_t>((number + i) % 2);
                shared = shared.with_account({.token = tokens[who]});
                const discogs::client mine = shared;
                auto folders = mine.user(names[who]).collection().fields().list();
                co_await folders.next();
                ++answered;
            }
        }
    };
    int over = 0;
    for (int n = 0; n < lanes; ++n) {
        auto finish = [&over](const std::exception_ptr& e) {
            ++over;
            EXPECT_FALSE(e) << "a call was refused";
        };
        asio::co_spawn(io, lane::run(shared, names, tokens, n, answered), finish);
    }
    ASSERT_TRUE(run_until([&] { return over == lanes; }));
    EXPECT_EQ(answered, lanes * calls);
    int seen = 0;
    for (const auto& entry : service().journal()) {
        const std::size_t who = entry.target.starts_with("/users/" + names[0] + "/") ? 0 : 1;
        EXPECT_EQ(test::field_of(entry, "Authorization"), "Discogs token=" + tokens[who]) << entry.target;
        ++seen;
    }
    EXPECT_GT(seen, lanes) << "equal calls of one account share requests";
    EXPECT_LE(service().connections(), 8U) << "one pool for all";
}

} // namespace
