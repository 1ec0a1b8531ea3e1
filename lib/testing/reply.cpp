#include <segue/testing/reply.hpp>

#include <utility>

namespace segue::testing {

namespace {

failure failure_of(errc why) {
    failure f;
    f.code = why;
    return f;
}

http::response empty_answer() {
    http::response answer;
    answer.status = 200;
    return answer;
}

} // namespace

reply::reply() : outcome_(empty_answer()) {}

reply::reply(http::response answer) : outcome_(std::move(answer)) {}

reply::reply(failure why) : how_(ending::unanswered), outcome_(std::move(why)) {}

reply::reply(errc why) : reply(failure_of(why)) {}

reply::reply(result<http::response> outcome)
    : how_(outcome ? ending::answered : ending::unanswered), outcome_(std::move(outcome)) {}

reply::reply(ending how, result<http::response> outcome) : how_(how), outcome_(std::move(outcome)) {}

reply reply::unsent(errc why) {
    return reply(ending::unsent, failure_of(why));
}

reply reply::lost(errc why) {
    return reply(ending::unanswered, failure_of(why));
}

reply reply::cut(const http::response& begun, errc why) {
    auto f = failure_of(why);
    f.status = begun.status;
    f.body = begun.body.substr(0, 2048);
    reply broken(ending::cut, std::move(f));
    broken.begun_ = begun;
    return broken;
}

reply reply::never() {
    return reply(ending::never, empty_answer());
}

reply reply::after(std::chrono::milliseconds wait) const {
    reply later = *this;
    later.wait_ = wait;
    return later;
}

std::string reply::text() const {
    if (how_ == ending::never)
        return "no answer";
    if (outcome_)
        return std::to_string(outcome_->status);
    std::string words = outcome_.error().code.message();
    if (how_ == ending::unsent)
        words += ", before sending";
    if (how_ == ending::cut)
        words += ", inside the answer";
    return words;
}

} // namespace segue::testing
