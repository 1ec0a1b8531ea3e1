// A client with an application's key and secret and no user yet, against the emulator over TLS: it sends what
// the service answers, and refuses by itself what the service would refuse.

#include "support/on_emulator.hpp"
#include "unit/discogs/operations/operations.hpp"

#include <segue/account/redirect_handler.hpp>
#include <segue/discogs/sign_in.hpp>
#include <segue/http/make_transport.hpp>

#include <set>

namespace {

using namespace segue;

constexpr int search = 17;

/// Sends whatever comes in the application's name.
class in_the_applications_name final : public http::transport {
public:
    in_the_applications_name(std::shared_ptr<http::transport> wire, std::string authorization)
        : wire_(std::move(wire)), authorization_(std::move(authorization)) {}

    asio::awaitable<result<http::response>> send(http::request r, http::body_sink* sink) override {
        r.headers.set("Authorization", authorization_);
        return wire_->send(std::move(r), sink);
    }

private:
    std::shared_ptr<http::transport> wire_;
    std::string authorization_;
};

/// The user of the emulator, who agrees.
class agreeing final : public account::redirect_handler {
public:
    explicit agreeing(emulator::emulator& service) : service_(service) {}

    asio::awaitable<std::string> authorize(const account::sign_in_page& page) override {
        const std::string token(page.state);
        co_return "oob?oauth_token=" + token + "&oauth_verifier=" + service_.authorize(token);
    }
    std::string redirect_uri() const override { return {}; }

private:
    emulator::emulator& service_;
};

class component_sign_in_later : public test::on_emulator {
protected:
    void SetUp() override {
        start();
        key_ = service().consumer_key();
        secret_ = service().consumer_secret();
    }

    discogs::client application() {
        auto p = params();
        p.token = {};
        p.consumer_key = key_;
        p.consumer_secret = secret_;
        return make_client(p);
    }

    /// One whose client believes that it has a user.
    discogs::client unaware() {
        http::transport_params direct;
        direct.ca_file = ca_file();
        direct.proxy = "";
        auto wire = http::make_transport(io.get_executor(), direct);
        return discogs::client(
            io.get_executor(),
            params(),
            std::make_shared<in_the_applications_name>(
                std::move(wire), "Discogs key=" + key_ + ", secret=" + secret_));
    }

    /// Why the operation failed for the emulator's own user; nothing when it was answered.
    std::optional<failure> refusal_of(const test::operation& op, const discogs::client& client) {
        try {
            run(op.run(client, service().username()));
        } catch (const error& e) {
            return e.details();
        } catch (const std::exception&) { // NOLINT(bugprone-empty-catch): of a text made of the answer
        }
        return std::nullopt;
    }

private:
    std::string key_;
    std::string secret_;
};

TEST_F(component_sign_in_later, refuses_what_the_service_would_refuse_and_sends_the_rest) {
    std::set<int> refused_here;
    std::set<int> refused_there;
    const auto here = application();
    const auto there = unaware();
    for (const auto* op : test::all_operations()) {
        if (op->is_oauth_step())
            continue; // signs by itself
        const auto before = service().journal().size();
        const auto why = refusal_of(*op, here);
        const bool was_sent = service().journal().size() != before;
        const bool is_refused = why && why->code == errc::sign_in_required;
        EXPECT_NE(was_sent, is_refused) << op->name();
        if (is_refused)
            refused_here.insert(op->number);
        const auto answer = refusal_of(*op, there);
        if (answer && answer->status == 401)
            refused_there.insert(op->number);
    }
    EXPECT_EQ(refused_here, refused_there);
    EXPECT_GT(refused_here.size(), 30U);
    EXPECT_FALSE(refused_here.contains(search)) << "an application may search";
}

TEST_F(component_sign_in_later, refused_call_is_answered_once_the_user_has_signed_in) {
    const auto client = application();
    const auto wants = client.user(service().username()).wantlist();
    EXPECT_EQ(fails<sign_in_error>(client.identity().get()).code, errc::sign_in_required);
    EXPECT_EQ(fails<sign_in_error>(wants.create(1)).code, errc::sign_in_required);
    EXPECT_TRUE(service().journal().empty());
    auto hits = client.search({.query = "nails"});
    EXPECT_TRUE(run(hits.next()));

    const auto done = run(discogs::sign_in(client, std::make_shared<agreeing>(service())));
    const auto signed_in = client.with_account(done.credentials());
    EXPECT_EQ(run(signed_in.identity().get()).username, service().username());
    EXPECT_EQ(run(signed_in.user(service().username()).wantlist().create(1)).id, 1);
    EXPECT_EQ(fails<sign_in_error>(client.identity().get()).code, errc::sign_in_required)
        << "the first client stays as it is";
}

} // namespace
