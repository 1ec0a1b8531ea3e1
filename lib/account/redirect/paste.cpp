#include "account/redirect/callback.hpp"
#include "account/refuse.hpp"
#include "base/side_thread.hpp"

#include <segue/account/redirect_handler.hpp>
#include <segue/base/timeout.hpp>

#include <deque>
#include <istream>
#include <mutex>
#include <ostream>
#include <thread>
#include <utility>

namespace segue::account {
namespace {

using namespace redirect;

constexpr int most_questions = 3;

// What the thread that reads and the coroutine that waits for it share. The line goes through here and not
// through the call: a call that was cancelled leaves a read behind, whose line belongs to the next one.
class line_reader {
public:
    explicit line_reader(std::istream& in) : in_(in) {}

    /// Reads a line unless one is there. Blocks. **Returns** false at the end of the input.
    bool read() {
        {
            const std::lock_guard lock(mutex_);
            if (!lines_.empty())
                return true;
            if (closed_)
                return false;
            reading_ = true;
        }
        std::string line;
        const bool came = static_cast<bool>(std::getline(in_, line));
        const std::lock_guard lock(mutex_);
        reading_ = false;
        if (came)
            lines_.push_back(std::move(line));
        return came;
    }

    std::string take() {
        const std::lock_guard lock(mutex_);
        std::string line = std::move(lines_.front());
        lines_.pop_front();
        return line;
    }

    /// Forgets what was typed while nobody had asked.
    void forget() {
        const std::lock_guard lock(mutex_);
        lines_.clear();
    }

    /// Begins no more reads. **Returns** whether one is under way.
    bool close() {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        return reading_;
    }

private:
    std::istream& in_;
    std::mutex mutex_;
    std::deque<std::string> lines_;
    bool reading_ = false;
    bool closed_ = false;
};

void ask(std::ostream& out, const sign_in& asked) {
    out << "Open this page in a browser:\n\n    " << asked.url << "\n\n";
    if (asked.out_of_band())
        out << "Then paste the code that it shows: ";
    else
        out << "Then paste the address that it leads to (it begins with " << asked.redirect_uri << "): ";
    out << std::flush;
}

class paste_redirect final : public redirect_handler {
public:
    paste_redirect(std::istream& in, std::ostream& out, std::shared_ptr<time_source> time)
        : reader_(std::make_shared<line_reader>(in)), out_(out), time_(std::move(time)) {}

    paste_redirect(const paste_redirect&) = delete;
    paste_redirect& operator=(const paste_redirect&) = delete;

    // A read cannot be ended from outside: what waits for it goes on by itself, and goes when a line came.
    ~paste_redirect() override {
        if (reader_->close())
            std::thread([left = std::move(thread_)] {}).detach();
    }

    asio::awaitable<std::string> authorize(const sign_in_page& page) override {
        return run(sign_in(page), reader_, thread_, time_, out_);
    }

private:
    static asio::awaitable<std::string>
    run(sign_in asked,
        std::shared_ptr<line_reader> reader,
        std::shared_ptr<side_thread> thread,
        std::shared_ptr<time_source> time,
        std::ostream& out) {
        check_page(asked);
        if (!asked.out_of_band() && !read_target(asked.redirect_uri))
            refuse("redirect_uri", "must be a complete address, http or https, or none");
        const auto limit = asked.deadline;
        auto work = converse(std::move(asked), std::move(reader), std::move(thread), out);
        co_return co_await timeout(std::move(work), limit, std::move(time));
    }

    static asio::awaitable<std::string> converse(
        sign_in asked,
        std::shared_ptr<line_reader> reader,
        std::shared_ptr<side_thread> thread,
        std::ostream& out) {
        reader->forget();
        ask(out, asked);
        for (int question = 1;; ++question) {
            auto read = [reader] { return reader->read(); };
            const bool came = co_await aside<bool>(thread, when_left::skip, std::move(read));
            if (!came)
                fail(redirect_errc::input_ended, "no answer was given");
            auto answer = read_pasted(reader->take(), asked);
            if (!answer.url.empty())
                co_return std::move(answer.url);
            if (question == most_questions)
                fail(redirect_errc::not_understood, "asked " + std::to_string(question) + " times");
            out << answer.trouble << " Once more: " << std::flush;
        }
    }

    std::shared_ptr<line_reader> reader_;
    std::ostream& out_;
    std::shared_ptr<time_source> time_;
    std::shared_ptr<side_thread> thread_ = std::make_shared<side_thread>();
};

} // namespace

std::shared_ptr<redirect_handler>
make_paste_redirect(std::istream& in, std::ostream& out, std::shared_ptr<time_source> time) {
    return std::make_shared<paste_redirect>(in, out, time ? std::move(time) : system_time());
}

} // namespace segue::account
