// Downloads whose callers are on other threads than the client, cancelled at random moments; over TLS.

#include <segue/discogs.hpp>
#include <segue/emulator/emulator.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <thread>

namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using namespace segue;

class thread_downloads : public ::testing::Test {
protected:
    thread_downloads() {
        emulator::emulator_params p;
        p.images = emulator::image_addresses::own;
        p.rate = 1'000'000;
        server_ = std::make_unique<emulator::emulator>(p);
        base_url_ = server_->base_url();
        ca_file_ = server_->ca_file();
        token_ = server_->token();
        params_.base_url = base_url_;
        params_.ca_file = ca_file_;
        params_.token = token_;
        params_.rate_limit = traffic::rate_limit::off;
        params_.retry.max_attempts = 1;
        std::string name = (fs::temp_directory_path() / "segue-threads-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr)
            throw std::runtime_error("no folder");
        folder_ = name;
    }

    ~thread_downloads() override { fs::remove_all(folder_); }

    /// One download on the caller's own strand, ended by an alarm or by itself.
    asio::awaitable<void> one(discogs::client client, std::string url, int number) {
        const auto executor = co_await asio::this_coro::executor;
        const auto cancel = std::make_shared<asio::cancellation_signal>();
        asio::steady_timer done(executor, asio::steady_timer::time_point::max());
        asio::steady_timer alarm(executor, std::chrono::microseconds(number * 331 % 9000));
        auto ring = [cancel](boost::system::error_code ec) {
            if (!ec)
                cancel->emit(asio::cancellation_type::terminal);
        };
        auto finish = [&](const std::exception_ptr& e, const downloaded& got) {
            ++(e ? cancelled_ : finished_);
            bytes_ += got.size_bytes;
            alarm.cancel();
            done.cancel();
        };
        std::uint64_t size = 0;
        auto take = [&size](const download_piece& next) { size += next.bytes.size(); };
        auto report = [&size](const download_progress& now) { size = now.done; };
        download_params params;
        params.progress = report;
        auto work =
            number % 2 == 0
                ? client.image(url).download_to(take)
                : client.image(url).download_to_file((folder_ / std::to_string(number)).string(), params);
        asio::co_spawn(executor, std::move(work), asio::bind_cancellation_slot(cancel->slot(), finish));
        alarm.async_wait(ring);
        boost::system::error_code ignored;
        co_await done.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }

    std::unique_ptr<emulator::emulator> server_;
    std::string base_url_;
    std::string ca_file_;
    std::string token_;
    discogs::client_params params_;
    fs::path folder_;
    std::atomic<int> finished_{0};
    std::atomic<int> cancelled_{0};
    std::atomic<std::uint64_t> bytes_{0};
};

TEST_F(thread_downloads, callers_on_other_threads_are_served_or_cancelled_and_leave_no_half_file) {
    asio::io_context home(1);
    auto open = asio::make_work_guard(home);
    std::thread runner([&home] { home.run(); });
    {
        const discogs::client client(home.get_executor(), params_);
        asio::io_context io(3);
        std::string url;
        {
            asio::io_context first(1);
            const auto release = sync_wait(first, client.release(352665).get());
            url = release.images.at(0).uri.value();
        }
        constexpr int count = 60;
        for (int i = 0; i < count; ++i)
            asio::co_spawn(asio::make_strand(io), one(client, url, i), rethrow);
        std::vector<std::thread> threads;
        for (int i = 0; i < 3; ++i)
            threads.emplace_back([&io] { io.run(); });
        for (auto& t : threads)
            t.join();
        EXPECT_EQ(finished_ + cancelled_, count);
        for (const auto& each : fs::directory_iterator(folder_)) {
            EXPECT_EQ(each.path().filename().string().find("segue"), std::string::npos);
            EXPECT_GT(fs::file_size(each.path()), 100'000U);
        }
        asio::io_context last(1);
        EXPECT_GT(sync_wait(last, client.image(url).download()).size_bytes, 100'000U);
    }
    open.reset();
    runner.join();
}

} // namespace
