#include "support/download_fixture.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gmock/gmock.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sys/resource.h>
#include <sys/stat.h>

namespace segue::test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using testing::reply;

// Hands half of a body over and then says no more.
class half_transport final : public http::transport {
public:
    explicit half_transport(std::string body) : body_(std::move(body)) {}

    asio::awaitable<result<http::response>> send(http::request, http::body_sink* sink) override {
        http::response head = file_answer(body_);
        const std::string all = std::exchange(head.body, {});
        sink->begin(head);
        auto taken = co_await sink->write(std::string_view(all).substr(0, all.size() / 2));
        EXPECT_TRUE(taken);
        half_is_there = true;
        asio::steady_timer never(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
        co_await never.async_wait(asio::use_awaitable);
        co_return head;
    }

    bool half_is_there = false;

private:
    std::string body_;
};

// The clock is the system's: the disk has no other. Nothing here waits for it.
class download_files : public download_fixture {
protected:
    download_files() {
        transport = std::make_shared<testing::counting_transport>();
        std::string name = (fs::temp_directory_path() / "segue-download-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr)
            throw std::runtime_error("no folder");
        folder_ = name;
        transport->use({.piece_bytes = 50'000});
    }

    ~download_files() override { fs::remove_all(folder_); }

    std::string in_folder(const std::string& name) const { return (folder_ / name).string(); }

    std::shared_ptr<outcome> save(const std::string& path, download_params params = {}) {
        auto core = make_core(nullptr);
        auto out = start(resource::download_to_file(core, file(), path, params));
        io.run();
        io.restart();
        EXPECT_TRUE(out->done);
        return out;
    }

    static std::string text_of(const fs::path& path) {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    static void write(const fs::path& path, std::string_view text) { std::ofstream(path) << text; }

    /// Names of all that is in the folder, hidden files too.
    std::vector<std::string> names() const {
        std::vector<std::string> found;
        for (const auto& each : fs::directory_iterator(folder_))
            found.push_back(each.path().filename().string());
        std::sort(found.begin(), found.end());
        return found;
    }

    using name_list = std::vector<std::string>;
    const std::string body_ = sample_body(1'200'000); // several blocks
    fs::path folder_;
};

TEST_F(download_files, file_has_the_bytes_and_nothing_else_is_there) {
    transport->queue(file_answer(body_));
    std::uint64_t done = 0;
    auto report = [&](const download_progress& now) { done = now.done; };
    download_params params;
    params.progress = report;
    const auto out = save(in_folder("export.csv"), params);
    EXPECT_EQ(out->code(), boost::system::error_code());
    EXPECT_EQ(out->got.size_bytes, body_.size());
    EXPECT_EQ(out->got.body, "");
    EXPECT_EQ(text_of(in_folder("export.csv")), body_);
    EXPECT_EQ(done, body_.size());
    EXPECT_EQ(names(), name_list{"export.csv"});
}

TEST_F(download_files, new_file_has_the_usual_rights_and_a_replaced_one_its_own) {
    transport->queue(file_answer("new"));
    const mode_t mask = ::umask(S_IWGRP | S_IRWXO);
    save(in_folder("a"));
    ::umask(mask);
    const auto rights = [](const std::string& path) { return fs::status(path).permissions(); };
    EXPECT_EQ(rights(in_folder("a")), fs::perms(0640));
    write(in_folder("b"), "old");
    fs::permissions(in_folder("b"), fs::perms(0600));
    transport->queue(file_answer("new"));
    save(in_folder("b"));
    EXPECT_EQ(text_of(in_folder("b")), "new");
    EXPECT_EQ(rights(in_folder("b")), fs::perms(0600));
}

TEST_F(download_files, file_that_is_there_is_replaced_or_stays_as_asked) {
    write(in_folder("a"), "old");
    download_params params;
    params.existing = existing_file::keep;
    const auto why = save(in_folder("a"), params)->why();
    EXPECT_EQ(why.code, errc::file_failed);
    EXPECT_EQ(why.cause, boost::system::errc::file_exists);
    EXPECT_THAT(why.message, HasSubstr(in_folder("a")));
    EXPECT_EQ(transport->count(), 0U);
    EXPECT_EQ(text_of(in_folder("a")), "old");
    transport->queue(file_answer("new"));
    EXPECT_EQ(save(in_folder("b"), params)->code(), boost::system::error_code());
    EXPECT_EQ(text_of(in_folder("b")), "new");
    transport->queue(file_answer("new"));
    save(in_folder("a"));
    EXPECT_EQ(text_of(in_folder("a")), "new");
    EXPECT_EQ(names(), (name_list{"a", "b"}));
}

TEST_F(download_files, file_that_comes_meanwhile_stays_when_it_must) {
    transport = std::make_shared<testing::counting_transport>([this](const http::request&) {
        write(in_folder("a"), "somebody else's");
        return file_answer("ours");
    });
    download_params params;
    params.existing = existing_file::keep;
    EXPECT_EQ(save(in_folder("a"), params)->why().cause, boost::system::errc::file_exists);
    EXPECT_EQ(text_of(in_folder("a")), "somebody else's");
    EXPECT_EQ(names(), name_list{"a"});
}

TEST_F(download_files, link_stays_one_and_what_it_leads_to_is_replaced) {
    write(in_folder("real"), "old");
    fs::create_symlink(in_folder("real"), in_folder("link"));
    transport->queue(file_answer("new"));
    save(in_folder("link"));
    EXPECT_TRUE(fs::is_symlink(in_folder("link")));
    EXPECT_EQ(text_of(in_folder("real")), "new");
    EXPECT_EQ(names(), (name_list{"link", "real"}));
}

TEST_F(download_files, where_no_file_can_be_is_told_before_anything_is_sent) {
    write(in_folder("file"), "x");
    fs::create_directory(folder_ / "folder");
    const std::vector<std::string> bad{
        in_folder("file/below"),
        in_folder("none/below"),
        in_folder("folder"),
        in_folder("new/"),
        "/dev/full"};
    for (const auto& path : bad) {
        const auto why = save(path)->why();
        EXPECT_EQ(why.code, errc::file_failed) << path;
        EXPECT_TRUE(why.cause) << path;
        EXPECT_THAT(why.message, HasSubstr("'" + path + "'"));
        EXPECT_EQ(why.attempts, 0);
    }
    EXPECT_EQ(transport->count(), 0U);
    EXPECT_TRUE(fs::is_character_file("/dev/full"));
    EXPECT_EQ(names(), (name_list{"file", "folder"}));
}

// A limit of the process stands for the end of the disk.
TEST_F(download_files, full_disk_is_an_error_and_the_old_file_stays) {
    write(in_folder("a"), "old");
    settings.retry.max_attempts = 3;
    transport->queue(file_answer(body_));
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    auto* const heard = std::signal(SIGXFSZ, SIG_IGN);
    rlimit small = before;
    small.rlim_cur = 600'000;
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    const auto out = save(in_folder("a"));
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, heard);
    const auto why = out->why();
    EXPECT_EQ(why.code, errc::file_failed);
    EXPECT_EQ(why.cause, boost::system::errc::file_too_large);
    EXPECT_THAT(why.message, HasSubstr(in_folder("a")));
    EXPECT_EQ(transport->count(), 1U); // the service is not to blame, nor asked again
    EXPECT_EQ(text_of(in_folder("a")), "old");
    EXPECT_EQ(names(), name_list{"a"});
}

TEST_F(download_files, folder_that_goes_meanwhile_is_an_error) {
    fs::create_directory(folder_ / "folder");
    transport = std::make_shared<testing::counting_transport>([this](const http::request&) {
        fs::remove_all(folder_ / "folder");
        return file_answer("ours");
    });
    EXPECT_EQ(save(in_folder("folder/a"))->why().code, errc::file_failed);
    EXPECT_EQ(names(), name_list{});
}

TEST_F(download_files, attempt_that_breaks_half_way_leaves_nothing_in_the_next_ones_file) {
    settings.retry.max_attempts = 3;
    transport->queue(reply::cut(file_answer(sample_body(700'000) + "of another kind")));
    transport->queue(reply::cut(file_answer(body_.substr(0, 10)), errc::connection_lost));
    transport->queue(file_answer(body_));
    EXPECT_EQ(save(in_folder("a"))->code(), boost::system::error_code());
    EXPECT_EQ(text_of(in_folder("a")), body_);
    transport->queue(reply::cut(file_answer(body_)));
    transport->queue(file_answer(""));
    EXPECT_EQ(save(in_folder("a"))->got.size_bytes, 0U);
    EXPECT_EQ(text_of(in_folder("a")), "");
    EXPECT_EQ(names(), name_list{"a"});
}

TEST_F(download_files, failure_of_every_kind_leaves_nothing) {
    const auto cut = reply::cut(file_answer(body_));
    http::response missing;
    missing.status = 404;
    for (const auto& end : {cut, reply(missing), reply::lost(), reply(testing::html(200, "<html>"))}) {
        transport->queue(end);
        EXPECT_TRUE(save(in_folder("a"))->why().code) << end.text();
        EXPECT_EQ(names(), name_list{}) << end.text();
    }
    transport->queue(file_answer(body_));
    download_params params;
    params.max_bytes = 1'000'000;
    EXPECT_EQ(save(in_folder("a"), params)->code(), errc::answer_too_large);
    EXPECT_EQ(names(), name_list{});
    transport->queue(file_answer(body_));
    params = {};
    auto report = [](const download_progress&) { throw std::runtime_error("enough"); };
    params.progress = report;
    EXPECT_THROW(std::rethrow_exception(save(in_folder("a"), params)->error), std::runtime_error);
    EXPECT_EQ(names(), name_list{});
}

TEST_F(download_files, cancelled_half_way_leaves_nothing) {
    const auto half = std::make_shared<half_transport>(body_);
    write(in_folder("a"), "old");
    auto core = make_core(nullptr, half);
    auto out = start(resource::download_to_file(core, file(), in_folder("a"), {}));
    while (!half->half_is_there)
        io.run_one();
    EXPECT_EQ(names().size(), 2U); // so there is something to remove
    out->cancel.emit(asio::cancellation_type::terminal);
    io.run();
    EXPECT_EQ(out->code(), asio::error::operation_aborted);
    EXPECT_EQ(names(), name_list{"a"});
    EXPECT_EQ(text_of(in_folder("a")), "old");
}

TEST_F(download_files, cancelled_at_any_step_has_the_whole_file_or_nothing) {
    int whole = 0;
    for (int steps = 0; whole < 3; ++steps) {
        ASSERT_LT(steps, 2000);
        transport = std::make_shared<testing::counting_transport>();
        transport->use({.piece_bytes = 50'000});
        transport->queue(file_answer(body_));
        auto core = make_core(nullptr);
        auto out = start(resource::download_to_file(core, file(), in_folder("a"), {}));
        for (int i = 0; i < steps && !out->done; ++i)
            io.run_one();
        if (!out->done)
            out->cancel.emit(asio::cancellation_type::terminal);
        io.run();
        io.restart();
        ASSERT_TRUE(out->done);
        if (out->error) {
            EXPECT_EQ(out->code(), asio::error::operation_aborted) << steps;
            EXPECT_EQ(names(), name_list{}) << steps;
        } else {
            ++whole;
            EXPECT_EQ(text_of(in_folder("a")), body_);
            fs::remove(in_folder("a"));
        }
    }
}

TEST_F(download_files, context_that_is_destroyed_takes_the_file_with_it) {
    const auto half = std::make_shared<half_transport>(body_);
    {
        asio::io_context theirs;
        const collaborators parts(half, traffic::make_quota_ledger(settings.quota));
        auto core = resource::client_core::make(
            theirs.get_executor(), settings, parts, std::make_shared<signing_provider>());
        auto finish = [](std::exception_ptr, downloaded) {};
        asio::co_spawn(theirs, resource::download_to_file(core, file(), in_folder("a"), {}), finish);
        while (!half->half_is_there)
            theirs.run_one();
        EXPECT_EQ(names().size(), 1U);
    }
    EXPECT_EQ(names(), name_list{});
}

TEST_F(download_files, idle_client_keeps_no_run_from_returning) {
    transport->queue(file_answer("x"));
    auto core = make_core(nullptr);
    auto out = start(resource::download_to_file(core, file(), in_folder("a"), {}));
    io.run(); // returns, though the core and its thread are there
    EXPECT_TRUE(out->done);
    EXPECT_EQ(text_of(in_folder("a")), "x");
}

} // namespace
} // namespace segue::test
