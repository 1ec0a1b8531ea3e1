// Every operation and every way in which the emulator refuses it, over TLS: the type of the error, and the
// service's own words in it.

#include "discogs/endpoints.hpp"
#include "support/on_emulator.hpp"
#include "unit/discogs/operations/operations.hpp"

namespace {

using namespace segue;
using test::operation;

struct told {
    std::string type;
    failure why;
};

class component_refusals : public test::on_emulator {
protected:
    /// How the operation ends for the emulator's own user.
    told ending_of(const operation& op, const discogs::client& client) {
        try {
            run(op.run(client, service().username()));
        } catch (const error& e) {
            return {test::readable_type(typeid(e)), e.details()};
        } catch (const std::exception&) {
            return {"none", {}}; // an answer, but not the one that the row makes its text of
        }
        return {"none", {}};
    }

    discogs::client client_with(std::string_view token) {
        auto p = params();
        p.token = token;
        return make_client(p);
    }

    /// One that may take the steps of OAuth, too.
    discogs::client complete_client() {
        const auto key = service().consumer_key();
        const auto secret = service().consumer_secret();
        auto p = params();
        p.consumer_key = key;
        p.consumer_secret = secret;
        return make_client(p);
    }

    static discogs::auth_level auth_of(const operation& op) {
        return discogs::all_endpoints()[static_cast<std::size_t>(op.number) - 1].auth;
    }
};

TEST_F(component_refusals, every_status_of_every_operation_has_its_type_and_words) {
    start();
    const auto client = complete_client();
    std::size_t requests = 0;
    for (const auto* op : test::all_operations()) {
        for (const auto& usual : test::error_statuses) {
            const auto each = op->told_as(usual);
            SCOPED_TRACE(op->name() + ' ' + std::to_string(each.status));
            emulator::fault refusal;
            refusal.kind = fault_kind::status;
            refusal.status = each.status;
            refusal.body = "The words of B" + std::to_string(op->number) + ".";
            service().add_fault(refusal);
            const auto end = ending_of(*op, client);
            EXPECT_EQ(end.type, each.type);
            EXPECT_EQ(end.why.code, each.code);
            EXPECT_EQ(end.why.status, each.status);
            EXPECT_EQ(end.why.message, refusal.body);
            EXPECT_EQ(end.why.attempts, 1);
            ++requests;
        }
    }
    EXPECT_EQ(service().journal().size(), requests) << "one request each";
}

TEST_F(component_refusals, credentials_that_the_service_does_not_know_draw_401_from_every_operation) {
    start();
    const auto stranger = client_with("not-a-token-of-anybody");
    for (const auto* op : test::all_operations()) {
        if (op->is_oauth_step())
            continue; // signed by the application, whatever the token: see oauth.cpp
        const auto end = ending_of(*op, stranger);
        EXPECT_EQ(end.type, "authentication_error") << op->name();
        EXPECT_EQ(end.why.message, "Invalid consumer token. Please register an app before making requests.")
            << op->name();
    }
}

TEST_F(component_refusals, call_without_credentials_draws_401_where_they_are_needed) {
    start();
    const auto nobody = client_with({});
    std::size_t refused = 0;
    for (const auto* op : test::all_operations()) {
        const auto auth = auth_of(*op);
        const bool open = auth == discogs::auth_level::none || auth == discogs::auth_level::none_or_more;
        const auto end = ending_of(*op, nobody);
        if (op->is_oauth_step()) {
            EXPECT_EQ(end.type, "bad_params") << op->name() << ": nothing to sign it with";
            continue;
        }
        EXPECT_EQ(end.type == "authentication_error", !open) << op->name() << ' ' << end.type;
        if (!open) {
            EXPECT_EQ(end.why.message, "You must authenticate to access this resource.") << op->name();
            ++refused;
        }
    }
    EXPECT_GT(refused, 20U);
}

TEST_F(component_refusals, full_window_draws_429_from_every_operation) {
    auto p = unlimited();
    p.rate = 1;
    p.window = std::chrono::hours(24); // however slow the machine is
    start(p);
    EXPECT_EQ(run(make_client().root().get()).api_version, "v2");
    for (const auto* op : test::all_operations()) {
        const auto end = ending_of(*op, complete_client());
        EXPECT_EQ(end.type, "rate_limit_error") << op->name();
        EXPECT_EQ(end.why.message, "You are making requests too quickly.") << op->name();
        EXPECT_EQ(end.why.attempts, 1);
    }
}

} // namespace
