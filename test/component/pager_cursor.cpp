// A list that one process begins and another one goes on with: this program, started again with arguments,
// is the other one. The emulator lives in the first.

#include "support/on_emulator.hpp"

#include <gmock/gmock.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <unistd.h>

namespace {

using namespace segue;

struct place {
    std::string base_url;
    std::string ca_file;
    std::string token;
};

discogs::client_params params_of(const place& at) {
    discogs::client_params p;
    p.token = at.token;
    p.credentials_from = discogs::credential_source::params_only;
    p.base_url = at.base_url;
    p.ca_file = at.ca_file;
    p.rate_limit = traffic::rate_limit::off;
    return p;
}

discogs::search_pager search(const discogs::client& client) {
    return client.search({.query = "Nine Inch Nails", .per_page = 4});
}

// The other process: takes `limit` items, prints their ids and then the cursor.
int go_on(const place& at, const std::string& cursor, std::size_t limit) {
    asio::io_context io(1);
    const discogs::client client(io.get_executor(), params_of(at));
    auto hits = search(client);
    hits.resume(cursor);
    try {
        for (const auto& hit : sync_wait(io, hits.collect(limit)))
            std::cout << hit.id << '\n';
        std::cout << hits.cursor() << '\n';
        return EXIT_SUCCESS;
    } catch (const bad_params& e) {
        std::cout << "refused " << e.details().param << '\n';
        return EXIT_FAILURE;
    }
}

class pager_cursor_process : public test::on_emulator {
protected:
    // Lines of the other process. Nothing in the arguments needs more than these quotes.
    std::vector<std::string> other_process(const std::string& cursor, std::size_t limit) const {
        std::string command = '"' + own_path() + '"';
        for (const auto& argument :
             {std::string("--go-on"), base_url(), ca_file(), token(), cursor, std::to_string(limit)})
            command += " '" + argument + '\'';
        std::FILE* const out = popen(command.c_str(), "r");
        if (out == nullptr)
            throw std::runtime_error("the other process cannot be started");
        std::string text;
        char part[4096];
        for (std::size_t n = 0; (n = std::fread(part, 1, sizeof part, out)) != 0;)
            text.append(part, n);
        pclose(out);
        std::vector<std::string> lines;
        std::istringstream read(text);
        for (std::string line; std::getline(read, line);)
            lines.push_back(line);
        return lines;
    }

    static std::string own_path() {
        std::string path(4096, '\0');
        const auto length = readlink("/proc/self/exe", path.data(), path.size());
        path.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
        return path;
    }
};

TEST_F(pager_cursor_process, list_is_walked_by_one_process_after_another) {
    start();
    auto client = make_client();
    std::vector<std::string> all;
    auto whole = search(client);
    for (const auto& hit : run(whole.collect()))
        all.push_back(std::to_string(hit.id));
    ASSERT_GT(all.size(), 12U);

    std::vector<std::string> got;
    auto mine = search(client);
    for (const auto& hit : run(mine.collect(3)))
        got.push_back(std::to_string(hit.id));
    auto cursor = mine.cursor();
    for (std::size_t limit = 1; got.size() < all.size(); limit += 4) {
        auto lines = other_process(cursor, limit);
        ASSERT_GE(lines.size(), 2U);
        cursor = lines.back();
        got.insert(got.end(), lines.begin(), lines.end() - 1);
    }
    EXPECT_EQ(got, all);

    const auto before = service().requests();
    EXPECT_EQ(other_process(cursor, 5), std::vector<std::string>{cursor}) << "the end is kept too";
    EXPECT_EQ(service().requests(), before);
}

TEST_F(pager_cursor_process, cursor_of_another_list_is_refused_there_without_a_request) {
    start();
    auto client = make_client();
    const auto cursor = client.search({.query = "Coil", .per_page = 4}).cursor();
    EXPECT_EQ(other_process(cursor, 5), std::vector<std::string>{"refused cursor"});
    EXPECT_EQ(service().requests(), 0U);
}

TEST_F(pager_cursor_process, drifting_list_is_told) {
    start();
    strike(fault_kind::drifting_list, 0);
    auto client = make_client();
    auto pager = client.artist(3857).releases().list({.per_page = 5});
    pager.read_ahead(read_ahead::on);
    run(pager.collect(12));
    EXPECT_GT(pager.moved().pages, 0U);
    EXPECT_GT(pager.moved().repeated_items, 0U);
}

TEST_F(pager_cursor_process, page_behind_the_last_is_never_asked_for) {
    start();
    strike(fault_kind::short_page, 2);
    auto client = make_client();
    auto pager = client.artist(3857).releases().list({.per_page = 5});
    pager.read_ahead(read_ahead::on);
    const auto items = run(pager.collect());
    ASSERT_FALSE(items.empty());
    for (const auto& entry : service().journal())
        EXPECT_EQ(entry.status, 200) << entry.target;
    EXPECT_EQ(service().requests(), pager.pages_read());
    EXPECT_LT(static_cast<std::int64_t>(items.size()), run(pager.total()).value_or(0)) << "pages were short";
}

} // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (arguments.size() == 6 && arguments[0] == "--go-on")
        return go_on({arguments[1], arguments[2], arguments[3]}, arguments[4], std::stoul(arguments[5]));
    ::testing::InitGoogleMock(&argc, argv);
    return RUN_ALL_TESTS();
}
