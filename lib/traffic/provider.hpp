#pragma once

#include "traffic/repetition.hpp"

#include <segue/base/error.hpp>
#include <segue/base/time_source.hpp>
#include <segue/http/request.hpp>
#include <segue/http/response.hpp>
#include <segue/traffic/quota_ledger.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segue::traffic {

/// Adds credentials to requests.
class request_signer {
public:
    virtual ~request_signer() = default;

    /// Adds credentials for one attempt. Called after the permit, for every request that leaves.
    virtual void sign(http::request& r, std::chrono::system_clock::time_point today) const = 0;
};

/// What the pipeline asks of a provider, so that it need not know any.
class provider : public request_signer {
public:
    /// Tells why a request cannot succeed with the credentials that there are, so that it is not even sent;
    /// nothing when it may. Not asked where a call signs by itself.
    virtual std::optional<failure> refusal_of(const http::request&) const { return std::nullopt; }

    /// Tells whether an answer is a failure, and which; nothing for an answer to decode.
    virtual std::optional<failure>
    judge(const http::response& answer, std::chrono::system_clock::time_point today) const = 0;

    /// Judges what a read brought though its status is good. **Returns** why it makes no sense, nothing when
    /// it may; a page of a gateway is no answer of the service.
    virtual std::optional<failure> judge_sense(const http::response&) const { return std::nullopt; }

    /// Reads what an answer says about the quota; absent and malformed headers are nothing.
    virtual quota_reading
    read_quota(const http::response& answer, std::chrono::system_clock::time_point today) const = 0;

    /// Learns what the service's clock says. `begun` is when the answer began to arrive: a long body must not
    /// look like a clock that is slow.
    virtual void note_clock(const http::response&, std::chrono::system_clock::time_point /*begun*/) const {}

    /// The limit that the client's credentials give.
    virtual tier limit_tier() const noexcept = 0;

    /// Tells accounts apart in a cache: an id that gives no credential away, empty for the anonymous.
    virtual std::string_view account() const noexcept = 0;

    /// What sending a request twice does.
    virtual repetition repetition_of(const http::request& r) const noexcept = 0;

    /// The most attempts that make sense after a failure; nothing when the usual number does.
    virtual std::optional<int>
    attempts_worth_making(const http::request& r, const failure& why) const noexcept = 0;

    /// How long an answer may be kept; zero: not at all.
    virtual std::chrono::seconds lifetime_of(const http::request& r) const noexcept = 0;

    /// What the answer to a request shows; `changed_by` names the same things alike.
    virtual std::vector<std::string> tags_of(const http::request& r) const = 0;

    /// What a write makes stale; nothing for reads.
    virtual std::vector<std::string> changed_by(const http::request& r) const = 0;
};

} // namespace segue::traffic
