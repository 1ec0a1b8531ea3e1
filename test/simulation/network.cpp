#include "simulation/network.hpp"

#include <boost/asio/error.hpp>

#include <charconv>
#include <stdexcept>

namespace sim {

namespace {

namespace http = segue::http;

int number_after(std::string_view text, std::string_view mark) {
    const auto at = text.find(mark);
    int value = 0;
    if (at == std::string_view::npos)
        throw std::logic_error("simulation: a request without " + std::string(mark));
    std::from_chars(text.data() + at + mark.size(), text.data() + text.size(), value);
    return value;
}

segue::failure failed(segue::errc code) {
    segue::failure f;
    f.code = code;
    return f;
}

} // namespace

network::network(
    const scenario& s,
    network_host& host,
    service& other_side,
    std::shared_ptr<virtual_time> time,
    random_source& random)
    : scenario_(s), host_(host), service_(other_side), time_(std::move(time)), random_(random) {
    exchanges_.reserve(2 * s.calls.size());
}

asio::awaitable<segue::result<http::response>> network::send(http::request r, http::body_sink*) {
    return carry(shared_from_this(), std::move(r));
}

milliseconds network::draw_time(int share_in_thousand) {
    const auto most = scenario_.sky.usual.count() * share_in_thousand / 1000;
    return milliseconds(random_.below(static_cast<int>(most) + 1));
}

network::plan network::draw_plan() {
    const weather& sky = scenario_.sky;
    plan p;
    p.kept_connection = !exchanges_.empty() && random_.chance(sky.kept_connection);
    int luck = random_.below(1000);
    const std::pair<int, trouble> chances[] = {
        {p.kept_connection ? 0 : sky.connect_fails, trouble::connect_fails},
        {sky.lost_before, trouble::lost_before},
        {sky.lost_after, trouble::lost_after},
        {sky.cut, trouble::cut},
        {sky.silent, trouble::silent},
        {sky.too_many, trouble::too_many},
        {sky.broken, trouble::broken},
        {sky.missing, trouble::missing},
        {sky.bad_body, trouble::bad_body}};
    for (const auto& [share, what] : chances) {
        if (luck < share) {
            p.what = what;
            break;
        }
        luck -= share;
    }
    p.connect = p.kept_connection ? milliseconds(0) : draw_time(300);
    p.there = draw_time(500);
    p.work = draw_time(1000);
    p.back = draw_time(500);
    p.body = random_.chance(300) ? draw_time(300) : milliseconds(0);
    if (random_.chance(sky.slow)) {
        const milliseconds extra(random_.below(static_cast<int>(sky.longest.count())));
        switch (random_.below(4)) {
        case 0:
            p.connect += extra;
            break;
        case 1:
            p.work += extra;
            break;
        case 2:
            p.body += extra;
            break;
        default:
            p.there = extra;
            break;
        }
    }
    return p;
}

// What is on the wire decides, not what the harness knows about the call.
wire_request network::read(const http::request& r) const {
    wire_request w;
    w.call = number_after(r.headers.find("X-Call").value_or(""), "c");
    w.thing = number_after(r.target, "/things/");
    if (r.method == http::method::put)
        w.what = repetition::idempotent;
    else if (r.method == http::method::post)
        w.what = repetition::harmful;
    const auto credentials = r.headers.find("Authorization").value_or("");
    if (credentials.find("token=first") != std::string_view::npos)
        w.who = account::first;
    else if (credentials.find("token=second") != std::string_view::npos)
        w.who = account::second;
    if (const auto tag = r.headers.find("If-None-Match"))
        w.known_version = number_after(*tag, "v");
    return w;
}

asio::awaitable<void> network::pause(segue::steady_time until) {
    const auto ec = co_await time_->wait_until(until);
    if (ec)
        throw boost::system::system_error(ec);
}

void network::arrive(std::size_t number) {
    exchange& e = exchanges_[number];
    e.answer = service_.arrive(e.request, e.fate.what, e.other_end, host_.now(), time_->true_date());
}

/// One exchange as its sender sees it; tells the host how it ended on every way out.
class network::waiting_sender {
public:
    waiting_sender(network& owner, std::size_t number)
        : owner_(owner), number_(number), request_(owner.exchanges_[number].request),
          plan_(owner.exchanges_[number].fate) {
        ++owner_.under_way_;
        owner_.host_.request_leaves(request_);
    }
    ~waiting_sender() {
        owner_.exchanges_[number_].other_end = sender::has_gone;
        --owner_.under_way_;
        if (!told_)
            owner_.host_.request_ends(request_, plan_.what, ending::given_up, nullptr, bytes);
    }
    waiting_sender(const waiting_sender&) = delete;
    waiting_sender& operator=(const waiting_sender&) = delete;

    void hears(const http::response& answer) {
        told_ = true;
        owner_.host_.request_ends(request_, plan_.what, ending::answered, &answer, bytes);
    }

    void fails() {
        told_ = true;
        owner_.host_.request_ends(request_, plan_.what, ending::failed, nullptr, bytes);
    }

    departure bytes = departure::none;

private:
    network& owner_;
    const std::size_t number_;
    const wire_request request_;
    const plan plan_;
    bool told_ = false;
};

asio::awaitable<segue::result<http::response>>
network::carry(std::shared_ptr<network> self, http::request r) {
    http::exchange_trace ignored;
    http::exchange_trace& trace = r.trace != nullptr ? *r.trace : ignored;
    const wire_request request = self->read(r);
    const plan fate = self->draw_plan();
    const auto number = self->exchanges_.size();
    self->exchanges_.push_back({request, fate, {}});
    segue::result<http::response> answer = failed(segue::errc::connection_lost);
    waiting_sender me(*self, number);

    trace.sent = http::exchange_trace::handover::none;
    if (fate.connect.count() > 0)
        co_await self->pause(self->host_.now() + fate.connect);
    if (fate.what == trouble::connect_fails) {
        me.fails();
        answer = failed(segue::errc::connect_failed);
        co_return answer;
    }
    trace.reused_connection = fate.kept_connection;
    trace.sent = http::exchange_trace::handover::begun;
    me.bytes = departure::some;
    const auto arrival = self->host_.now() + fate.there;
    if (fate.what != trouble::lost_before)
        self->host_.schedule_arrival(number, arrival);
    const bool no_answer = fate.what == trouble::silent;
    co_await self->pause(
        no_answer ? segue::steady_time::max() : arrival + fate.work + fate.back + milliseconds(1));
    if (fate.what == trouble::lost_before || fate.what == trouble::lost_after) {
        me.fails();
        co_return answer;
    }
    trace.first_byte_at = self->host_.now();
    if (fate.body.count() > 0)
        co_await self->pause(self->host_.now() + fate.body);
    http::response& whole = self->exchanges_[number].answer;
    if (fate.what == trouble::cut) {
        segue::failure f = failed(segue::errc::malformed_answer);
        f.status = whole.status;
        me.fails();
        answer = std::move(f);
        co_return answer;
    }
    me.hears(whole);
    answer = std::move(whole);
    co_return answer;
}

} // namespace sim
