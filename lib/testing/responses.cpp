#include <segue/testing/responses.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <utility>

namespace segue::testing {

namespace {

http::response answer_of(int status, std::string_view type, std::string body) {
    http::response made;
    made.status = status;
    made.headers.add("Content-Type", type);
    made.body = std::move(body);
    return made;
}

} // namespace

http::response json(int status, std::string body) {
    return answer_of(status, "application/json", std::move(body));
}

http::response json(std::string body) {
    return json(200, std::move(body));
}

http::response error_json(int status, std::string_view message) {
    boost::json::object body;
    body["message"] = message;
    return json(status, boost::json::serialize(body));
}

http::response html(int status, std::string body) {
    return answer_of(status, "text/html; charset=utf-8", std::move(body));
}

http::response with_header(http::response answer, std::string_view name, std::string_view value) {
    answer.headers.add(name, value);
    return answer;
}

http::response with_quota(http::response answer, int limit, int used) {
    answer.headers.set("X-Discogs-Ratelimit", std::to_string(limit));
    answer.headers.set("X-Discogs-Ratelimit-Used", std::to_string(used));
    answer.headers.set("X-Discogs-Ratelimit-Remaining", std::to_string(std::max(0, limit - used)));
    return answer;
}

http::response with_retry_after(http::response answer, std::chrono::seconds wait) {
    answer.headers.set("Retry-After", std::to_string(wait.count()));
    return answer;
}

} // namespace segue::testing
