#include <segue/base/error.hpp>

#include <utility>

namespace segue {
namespace {

// NOLINTNEXTLINE(readability-function-size): one line for each code
const char* text_of(errc e) noexcept {
    switch (e) {
    case errc::bad_params:
        return "bad params";
    case errc::resolve_failed:
        return "host name not resolved";
    case errc::proxy_refused:
        return "the proxy does not connect on";
    case errc::connect_failed:
        return "connect failed";
    case errc::tls_failed:
        return "TLS handshake failed";
    case errc::certificate_refused:
        return "certificate refused";
    case errc::connection_lost:
        return "connection lost";
    case errc::deadline_exceeded:
        return "deadline exceeded";
    case errc::attempt_timeout:
        return "attempt timed out";
    case errc::malformed_answer:
        return "malformed answer";
    case errc::not_json:
        return "answer is not JSON";
    case errc::answer_too_large:
        return "answer too large";
    case errc::unexpected_redirect:
        return "unexpected redirect";
    case errc::list_moved:
        return "the list moves while it is read";
    case errc::page_loop:
        return "next page does not advance";
    case errc::bad_request:
        return "bad request";
    case errc::unauthorized:
        return "unauthorized";
    case errc::forbidden:
        return "forbidden";
    case errc::blocked:
        return "blocked before the service";
    case errc::not_found:
        return "not found";
    case errc::seller_settings_missing:
        return "seller settings missing";
    case errc::conflict:
        return "conflict";
    case errc::unprocessable:
        return "refused by the service";
    case errc::rate_limited:
        return "rate limited";
    case errc::server_failed:
        return "server failed";
    case errc::unexpected_status:
        return "unexpected status";
    case errc::depth_limit:
        return "the list goes no deeper";
    case errc::decode_failed:
        return "answer has the wrong shape";
    case errc::oauth_refused:
        return "step of OAuth refused";
    case errc::oauth_malformed:
        return "step of OAuth brought no tokens";
    case errc::outcome_unknown:
        return "outcome of the write is unknown";
    case errc::completed_unreadable:
        return "write completed, answer unreadable";
    case errc::queue_full:
        return "request queue full";
    case errc::quota_deadline:
        return "no slot opens before the deadline";
    case errc::circuit_open:
        return "nothing is sent, the service does not answer";
    case errc::client_closed:
        return "the client is closed";
    case errc::link_expired:
        return "the address has expired";
    case errc::file_failed:
        return "a local file failed";
    case errc::unexpected_request:
        return "request is not on the tape";
    case errc::oauth_denied:
        return "sign-in denied";
    case errc::oauth_state_mismatch:
        return "not the answer to this sign-in";
    case errc::sign_in_required:
        return "a sign-in is required";
    }
    return "unknown error";
}

bool belongs_to(errc e, condition c) noexcept {
    switch (c) {
    case condition::transient:
        return e == errc::connect_failed || e == errc::connection_lost || e == errc::attempt_timeout ||
               e == errc::rate_limited || e == errc::server_failed || e == errc::queue_full ||
               e == errc::quota_deadline || e == errc::circuit_open;
    case condition::rate_limited:
        return e == errc::rate_limited || e == errc::queue_full || e == errc::quota_deadline;
    case condition::unauthorized:
        return e == errc::unauthorized || e == errc::oauth_refused || e == errc::sign_in_required;
    case condition::not_found:
        return e == errc::not_found;
    case condition::timeout:
        return e == errc::deadline_exceeded || e == errc::attempt_timeout;
    }
    return false;
}

class errc_category final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "segue"; }

    std::string message(int value) const override { return text_of(static_cast<errc>(value)); }

    bool equivalent(int value, const boost::system::error_condition& wanted) const noexcept override {
        if (wanted.category() == condition_category())
            return belongs_to(static_cast<errc>(value), static_cast<condition>(wanted.value()));
        return default_error_condition(value) == wanted;
    }
};

class condition_category_type final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "segue.condition"; }

    std::string message(int value) const override {
        switch (static_cast<condition>(value)) {
        case condition::transient:
            return "transient";
        case condition::rate_limited:
            return "rate limited";
        case condition::unauthorized:
            return "unauthorized";
        case condition::not_found:
            return "not found";
        case condition::timeout:
            return "timeout";
        }
        return "unknown condition";
    }
};

// The part of `with_error_type` for what the service has answered.
template <class Use>
decltype(auto) with_answer_error_type(errc code, Use use) {
    switch (code) {
    case errc::bad_request:
    case errc::unprocessable:
        return use.template operator()<validation_error>();
    case errc::unauthorized:
    case errc::oauth_refused:
        return use.template operator()<authentication_error>();
    case errc::forbidden:
    case errc::blocked:
        return use.template operator()<forbidden_error>();
    case errc::not_found:
        return use.template operator()<not_found_error>();
    case errc::rate_limited:
        return use.template operator()<rate_limit_error>();
    case errc::server_failed:
        return use.template operator()<server_error>();
    case errc::conflict:
        return use.template operator()<conflict_error>();
    case errc::seller_settings_missing:
    case errc::unexpected_status:
    case errc::link_expired:
        return use.template operator()<api_error>();
    case errc::depth_limit:
        return use.template operator()<depth_limit_error>();
    default:
        return use.template operator()<error>();
    }
}

// Calls `use` with the exception type that fits the code: the one place where codes meet types.
template <class Use>
decltype(auto) with_error_type(const boost::system::error_code& code, Use use) {
    if (code.category() != error_category())
        return use.template operator()<connection_error>();
    switch (static_cast<errc>(code.value())) {
    case errc::bad_params:
        return use.template operator()<bad_params>();
    case errc::resolve_failed:
    case errc::proxy_refused:
    case errc::connect_failed:
    case errc::tls_failed:
    case errc::certificate_refused:
    case errc::connection_lost:
        return use.template operator()<connection_error>();
    case errc::deadline_exceeded:
    case errc::attempt_timeout:
        return use.template operator()<timeout_error>();
    case errc::malformed_answer:
    case errc::not_json:
    case errc::answer_too_large:
    case errc::unexpected_redirect:
    case errc::list_moved:
    case errc::page_loop:
    case errc::oauth_malformed:
        return use.template operator()<protocol_error>();
    case errc::decode_failed:
        return use.template operator()<decode_error>();
    case errc::outcome_unknown:
        return use.template operator()<outcome_unknown>();
    case errc::completed_unreadable:
        return use.template operator()<completed_unreadable>();
    case errc::queue_full:
    case errc::quota_deadline:
        return use.template operator()<quota_error>();
    case errc::circuit_open:
        return use.template operator()<circuit_open_error>();
    case errc::client_closed:
        return use.template operator()<client_closed_error>();
    case errc::file_failed:
        return use.template operator()<file_error>();
    case errc::oauth_denied:
    case errc::oauth_state_mismatch:
    case errc::sign_in_required:
        return use.template operator()<sign_in_error>();
    default:
        return with_answer_error_type(static_cast<errc>(code.value()), use);
    }
}

std::string text_of(const attempt_record& a) {
    const auto how = a.status != 0 ? std::to_string(a.status) : a.code ? a.code.message() : "answered";
    return how + " in " + std::to_string(a.took.count()) + " ms";
}

// The last attempt says little when those before it failed in other ways. Of many, both ends are told.
std::string text_of(const std::vector<attempt_record>& history) {
    constexpr std::size_t told_at_each_end = 3;
    if (history.size() < 2)
        return {};
    std::string text = "after " + std::to_string(history.size()) + " attempts";
    for (std::size_t i = 0; i < history.size(); ++i) {
        text += i == 0 ? ": " : ", ";
        if (i == told_at_each_end && history.size() > 2 * told_at_each_end) {
            i = history.size() - told_at_each_end;
            text += "..., ";
        }
        if (i != 0)
            text += std::to_string(history[i].wait.count()) + " ms later ";
        text += text_of(history[i]);
    }
    return text;
}

// Where, and in whose words; the code says what.
std::string circumstances_of(const failure& f) {
    std::string text;
    const auto add = [&text](const std::string& part) {
        if (part.empty())
            return;
        if (!text.empty())
            text += ": ";
        text += part;
    };
    add(f.method.empty() ? f.path : f.method + " " + f.path);
    add(f.status != 0 ? std::to_string(f.status) : std::string());
    add(f.param);
    add(f.message);
    if (!f.expected.empty())
        add("at '" + f.pointer + "' expected " + f.expected + ", found " + f.found);
    if (f.cause)
        add(f.cause.message());
    add(text_of(f.history));
    return text;
}

} // namespace

const boost::system::error_category& error_category() noexcept {
    static const errc_category instance;
    return instance;
}

const boost::system::error_category& condition_category() noexcept {
    static const condition_category_type instance;
    return instance;
}

std::string describe(const failure& f) {
    const std::string circumstances = circumstances_of(f);
    return circumstances.empty() ? f.code.message() : f.code.message() + ": " + circumstances;
}

// `system_error::what()` adds the code's own text behind the one given here.
error::error(failure f)
    : system_error(f.code, circumstances_of(f)), failure_(std::make_shared<const failure>(std::move(f))) {}

void throw_failure(failure f) {
    const auto code = f.code;
    with_error_type(code, [&]<class Error>() { throw Error(std::move(f)); });
    std::terminate();
}

std::exception_ptr make_exception(failure f) {
    const auto code = f.code;
    return with_error_type(code, [&]<class Error>() { return std::make_exception_ptr(Error(std::move(f))); });
}

} // namespace segue
