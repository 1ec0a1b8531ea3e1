// Pictures over real TLS: streamed, broken off, expired, beside an API that is busy.

#include "support/on_emulator.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace segue::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr discogs::release_id known{352665};

class component_downloads : public on_emulator {
protected:
    component_downloads() {
        auto how = unlimited();
        how.images = emulator::image_addresses::own;
        start(how);
        std::string name = (fs::temp_directory_path() / "segue-pictures-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr)
            throw std::runtime_error("no folder");
        folder_ = name;
    }

    ~component_downloads() override { fs::remove_all(folder_); }

    std::string first_picture(const discogs::client& client) {
        const auto release = run(client.release(known).get());
        return release.images.at(0).uri.value();
    }

    std::vector<emulator::journal_entry> picture_requests() {
        auto all = service().journal();
        std::erase_if(all, [](const auto& e) { return e.route != "GET /images/{image}"; });
        return all;
    }

    std::size_t files() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
    }

    static std::string text_of(const fs::path& path) {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    fs::path folder_;
};

TEST_F(component_downloads, picture_is_the_same_in_memory_in_a_file_and_in_pieces) {
    const auto client = make_client();
    const auto url = first_picture(client);
    EXPECT_THAT(url, StartsWith(base_url() + "/images/"));
    const auto cover = client.image(url);
    const auto got = run(cover.download());
    EXPECT_THAT(got.body, StartsWith("\x89PNG"));
    EXPECT_GT(got.size_bytes, 100'000U); // many reads
    EXPECT_EQ(got.headers.find("Content-Type"), "image/png");
    std::uint64_t told = 0;
    auto report = [&](const download_progress& now) {
        EXPECT_GT(now.done, std::exchange(told, now.done));
        EXPECT_EQ(now.total, got.size_bytes);
    };
    download_params params;
    params.progress = report;
    const auto path = (folder_ / "cover.png").string();
    EXPECT_EQ(run(cover.download_to_file(path, params)).size_bytes, got.size_bytes);
    EXPECT_EQ(told, got.size_bytes);
    EXPECT_EQ(text_of(path), got.body);
    EXPECT_EQ(files(), 1U);
    std::string pieces;
    int count = 0;
    auto take = [&](const download_piece& next) {
        pieces += next.bytes;
        ++count;
    };
    run(cover.download_to(take));
    EXPECT_EQ(pieces, got.body);
    EXPECT_GT(count, 5);
}

TEST_F(component_downloads, no_credentials_are_sent_and_no_quota_is_used) {
    const auto client = make_client();
    const auto url = first_picture(client);
    const auto used = client.budget().used;
    run(client.image(url).download());
    EXPECT_EQ(client.budget().used, used);
    const auto seen = picture_requests();
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_FALSE(seen[0].counted);
    EXPECT_EQ(field_of(seen[0], "Authorization"), "");
    for (const auto& [name, value] : seen[0].headers)
        EXPECT_THAT(value, Not(HasSubstr(token())));
    EXPECT_EQ(url, base_url() + seen[0].target); // verbatim
    EXPECT_THAT(observer->text, Not(HasSubstr("/images/")));
}

TEST_F(component_downloads, expired_and_changed_addresses_say_so_and_a_new_one_works) {
    const auto client = make_client();
    const auto url = first_picture(client);
    auto changed = url;
    changed.replace(changed.find("/w:600"), 6, "/w:599");
    EXPECT_EQ(fails<api_error>(client.image(changed).download()).code, errc::link_expired);
    service().expire_images();
    const auto why = fails<api_error>(client.image(url).download());
    EXPECT_EQ(why.code, errc::link_expired);
    EXPECT_EQ(why.status, 403);
    EXPECT_EQ(why.attempts, 1);
    EXPECT_GT(run(client.image(first_picture(client)).download()).size_bytes, 0U);
}

TEST_F(component_downloads, cap_ends_it_and_leaves_no_file) {
    const auto client = make_client();
    download_params params;
    params.max_bytes = 10'000;
    const auto cover = client.image(first_picture(client));
    EXPECT_EQ(fails<protocol_error>(cover.download(params)).code, errc::answer_too_large);
    EXPECT_EQ(
        fails<protocol_error>(cover.download_to_file((folder_ / "a").string(), params)).code,
        errc::answer_too_large);
    EXPECT_EQ(files(), 0U);
}

TEST_F(component_downloads, body_that_breaks_is_loaded_again_and_the_file_is_right) {
    auto p = params();
    p.retry.max_attempts = 3;
    p.retry.first_wait = 0ms;
    const auto client = make_client(p);
    const auto cover = client.image(first_picture(client));
    const auto whole = run(cover.download()).body;
    for (const auto kind : {fault_kind::truncated_body, fault_kind::reset_in_body}) {
        strike(kind, 2);
        service().clear_journal();
        const auto path = (folder_ / "cover.png").string();
        EXPECT_EQ(run(cover.download_to_file(path)).size_bytes, whole.size());
        EXPECT_TRUE(text_of(path) == whole);
        EXPECT_EQ(picture_requests().size(), 3U);
        fs::remove(path);
        strike(kind, 3);
        EXPECT_THROW(run(cover.download_to_file(path)), segue::error);
        EXPECT_EQ(files(), 0U);
        service().clear_faults();
    }
}

TEST_F(component_downloads, cancelled_in_the_middle_leaves_nothing) {
    const auto client = make_client();
    const auto cover = client.image(first_picture(client));
    emulator::fault slow;
    slow.kind = fault_kind::slow_body;
    slow.count = 0;
    service().add_fault(slow);
    asio::cancellation_signal stop;
    std::uint64_t done = 0;
    auto report = [&](const download_progress& now) {
        done = now.done;
        stop.emit(asio::cancellation_type::terminal);
    };
    download_params params;
    params.progress = report;
    std::exception_ptr error;
    bool over = false;
    auto finish = [&](std::exception_ptr e, const downloaded&) {
        error = std::move(e);
        over = true;
    };
    const auto path = (folder_ / "cover.png").string();
    asio::co_spawn(
        io, cover.download_to_file(path, params), asio::bind_cancellation_slot(stop.slot(), finish));
    ASSERT_TRUE(run_until([&] { return over; }));
    EXPECT_GT(done, 0U);
    ASSERT_TRUE(error);
    EXPECT_THROW(std::rethrow_exception(error), boost::system::system_error);
    EXPECT_EQ(files(), 0U);
    service().clear_faults();
    EXPECT_GT(run(cover.download_to_file(path)).size_bytes, done);
}

TEST_F(component_downloads, api_that_hangs_with_all_its_connections_holds_no_picture_up) {
    auto p = params();
    p.pool.max_connections = 1;
    const auto client = make_client(p);
    const auto url = first_picture(client);
    emulator::fault endless;
    endless.kind = fault_kind::delay;
    endless.delay = std::chrono::minutes(50);
    endless.route = "GET /releases/{id}";
    service().add_fault(endless);
    bool answered = false;
    auto finish = [&](std::exception_ptr, const discogs::release&) { answered = true; };
    asio::co_spawn(io, client.release(1).get(), finish);
    ASSERT_TRUE(run_until([&] { return service().journal().size() >= 2; }));
    EXPECT_GT(run(client.image(url).download()).size_bytes, 0U);
    EXPECT_FALSE(answered);
}

} // namespace
} // namespace segue::test
