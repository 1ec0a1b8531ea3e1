#include <segue/base/result.hpp>
#include <segue/discogs/client.hpp>
#include <segue/discogs/sign_in.hpp>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <exception>
#include <utility>

namespace segue::discogs {
namespace {

constexpr std::string_view provider_name = "discogs";
constexpr std::string_view flow_name = "oauth1";
constexpr std::string_view out_of_band = "oob";
constexpr int pending_version = 1;

/// `sign_in_params`, owned.
struct wish {
    std::string label;
    bool anew = false;
    std::string redirect_uri;
    std::chrono::milliseconds time_for_user{};
};

wish wish_of(const sign_in_params& params, const account::redirect_handler* by) {
    wish w;
    w.anew = params.stored == stored_account_use::ignore || params.label.starts_with('~');
    w.label = params.label.substr(params.label.starts_with('~') ? 1 : 0);
    w.redirect_uri = params.redirect_uri ? std::string(*params.redirect_uri) : std::string();
    if (!params.redirect_uri && by != nullptr)
        w.redirect_uri = by->redirect_uri();
    if (w.redirect_uri.empty())
        w.redirect_uri = out_of_band;
    w.time_for_user = params.time_for_user;
    return w;
}

[[noreturn]] void refuse(std::string_view param, std::string_view why) {
    failure f;
    f.code = errc::bad_params;
    f.param = param;
    f.message = why;
    throw_failure(std::move(f));
}

// What a store of somebody's own throws need not be an error of ours.
failure as_failure(const std::exception_ptr& error) {
    failure f;
    f.code = errc::file_failed;
    try {
        std::rethrow_exception(error);
    } catch (const segue::error& e) {
        return e.details();
    } catch (const std::exception& e) {
        f.message = e.what();
    } catch (...) {
        f.message = "something that is no exception of the standard library's";
    }
    return f;
}

asio::awaitable<void> name(client application, signed_in& done) {
    std::exception_ptr error;
    try {
        const auto who = co_await application.with_account(done.credentials()).identity().get();
        done.account.user_id = std::to_string(who.id);
        done.account.user_name = who.username;
    } catch (...) {
        error = std::current_exception();
    }
    if (error)
        done.not_named = as_failure(error);
}

asio::awaitable<void> keep_account(std::shared_ptr<account::token_store> store, signed_in& done) {
    std::exception_ptr error;
    try {
        done.account = co_await store->put(done.account);
    } catch (...) {
        error = std::current_exception();
    }
    if (error)
        done.not_stored = as_failure(error);
}

asio::awaitable<signed_in> finish(
    client application,
    pending_sign_in begun,
    std::string came_back_to,
    std::shared_ptr<account::token_store> store) {
    const auto verifier = begun.token.verifier_in(came_back_to);
    // From here on a grant may be lost by an end that comes too early.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    auto tokens = co_await application.oauth().access_token(begun.token, verifier);
    signed_in done;
    done.account.provider = provider_name;
    done.account.flow = flow_name;
    done.account.client_id = application.consumer_key();
    done.account.label = std::move(begun.label);
    if (begun.redirect_uri != out_of_band)
        done.account.redirect_uri = std::move(begun.redirect_uri);
    done.account.access_token = std::move(tokens.token);
    done.account.token_secret = std::move(tokens.token_secret);
    co_await name(application, done);
    if (store)
        co_await keep_account(std::move(store), done);
    co_return done;
}

asio::awaitable<pending_sign_in> begin(client application, wish w) {
    pending_sign_in begun;
    begun.token = co_await application.oauth().request_token({.callback = w.redirect_uri});
    begun.label = std::move(w.label);
    begun.redirect_uri = std::move(w.redirect_uri);
    co_return begun;
}

asio::awaitable<std::optional<account::stored_account>>
look_up(client application, std::shared_ptr<account::token_store> store, std::string label) {
    const auto client_id = application.consumer_key();
    std::optional<account::stored_account> found;
    if (label.empty()) {
        account::account_filter ours;
        ours.providers = provider_name;
        ours.flows = flow_name;
        ours.client_ids = client_id;
        found = co_await store->latest(ours);
    } else {
        account::account_key which;
        which.provider = provider_name;
        which.flow = flow_name;
        which.client_id = client_id;
        which.label = label;
        found = co_await store->get(which);
    }
    if (found)
        co_await store->touch(found->key());
    co_return found;
}

asio::awaitable<signed_in>
run(client application,
    std::shared_ptr<account::redirect_handler> by,
    std::shared_ptr<account::token_store> store,
    wish w) {
    if (application.consumer_key().empty())
        refuse("consumer_key", "missing: users sign in to an application, by its key and secret");
    if (!by)
        refuse("by", "is null, nobody would bring the user to the page");
    if (store && !w.anew) {
        auto found = co_await look_up(application, store, w.label);
        if (found) {
            signed_in known;
            known.account = std::move(*found);
            known.from_store = true;
            co_return known;
        }
    }
    const auto limit = w.time_for_user;
    auto begun = co_await begin(application, std::move(w));
    const auto url = begun.url();
    account::sign_in_page page;
    page.url = url;
    page.redirect_uri = begun.redirect_uri;
    page.state = begun.token.token.reveal();
    page.flow = account::sign_in_flow::oauth1;
    page.deadline = limit;
    auto back = co_await by->authorize(page);
    co_return co_await finish(std::move(application), std::move(begun), std::move(back), std::move(store));
}

} // namespace

account_params signed_in::credentials() const noexcept {
    account_params p;
    p.access_token = account.access_token.reveal();
    p.access_token_secret = account.token_secret.reveal();
    return p;
}

account::secret pending_sign_in::save() const {
    boost::json::object text;
    text["version"] = pending_version;
    text["token"] = token.token.reveal();
    text["token_secret"] = token.token_secret.reveal();
    text["authorize_page"] = token.authorize_page;
    text["label"] = label;
    text["redirect_uri"] = redirect_uri;
    return account::secret(boost::json::serialize(text));
}

pending_sign_in pending_sign_in::restore(std::string_view text) {
    boost::system::error_code ec;
    boost::json::parse_options lenient;
    lenient.allow_invalid_utf8 = true; // a label is any text
    const auto value =
        boost::json::parse(boost::json::string_view(text.data(), text.size()), ec, {}, lenient);
    const auto* const object = ec ? nullptr : value.if_object();
    if (object == nullptr)
        refuse("text", "is not what pending_sign_in::save writes");
    const auto* const version = object->if_contains("version");
    if (version == nullptr || !version->is_int64())
        refuse("text", "is not what pending_sign_in::save writes");
    if (version->get_int64() != pending_version)
        refuse("text", "was written by another version of this library");
    const auto field = [object](const char* key) {
        const auto* const found = object->if_contains(key);
        if (found == nullptr || !found->is_string())
            refuse("text", "is not what pending_sign_in::save writes");
        return std::string(found->get_string());
    };
    pending_sign_in begun;
    begun.token = request_token(field("token"), field("token_secret"));
    begun.token.callback_confirmed = true;
    begun.token.authorize_page = field("authorize_page");
    begun.label = field("label");
    begun.redirect_uri = field("redirect_uri");
    return begun;
}

asio::awaitable<signed_in> sign_in(
    client application,
    std::shared_ptr<account::redirect_handler> by,
    std::shared_ptr<account::token_store> store,
    const sign_in_params& params) {
    auto w = wish_of(params, by.get());
    return run(std::move(application), std::move(by), std::move(store), std::move(w));
}

asio::awaitable<pending_sign_in> begin_sign_in(client application, const sign_in_params& params) {
    return begin(std::move(application), wish_of(params, nullptr));
}

asio::awaitable<signed_in> finish_sign_in(
    client application,
    const pending_sign_in& begun,
    std::string_view came_back_to,
    std::shared_ptr<account::token_store> store) {
    return finish(std::move(application), begun, std::string(came_back_to), std::move(store));
}

} // namespace segue::discogs
