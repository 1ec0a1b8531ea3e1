#pragma once

#include "support/client_fixture.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace segue::test {

/// A service with one list: pages of the given sizes with the items 1, 2, 3 and so on.
class list_fixture : public client_fixture {
protected:
    list_fixture() {
        params.rate_limit = traffic::rate_limit::off;
        answer = [this](const http::request& r) -> segue::testing::reply {
            const auto number = param_of(r.target, "page");
            const int page = number.empty() ? 1 : std::stoi(number);
            if (page == failing_page)
                return segue::testing::reply::lost();
            if (page < 1 || page > static_cast<int>(sizes.size()))
                return segue::testing::json(404, R"({"message":"no such page"})");
            int first = 1;
            for (int i = 0; i < page - 1; ++i)
                first += sizes[static_cast<std::size_t>(i)];
            const bool last = page == static_cast<int>(sizes.size());
            return segue::testing::json(release_page(
                page, first, sizes[static_cast<std::size_t>(page - 1)], last ? 0 : page + 1, count()));
        };
    }

    int count() const {
        int all = 0;
        for (const int n : sizes)
            all += n;
        return all;
    }

    std::vector<std::int64_t> numbers(int from, int to) const {
        std::vector<std::int64_t> all;
        for (int i = from; i <= to; ++i)
            all.push_back(i);
        return all;
    }

    discogs::artist_release_pager list() { return make_client().artist(1).releases().list(); }

    discogs::artist_release_pager resumed(const std::string& cursor) {
        auto pager = list();
        pager.resume(cursor);
        return pager;
    }

    static std::vector<std::int64_t> ids(const std::vector<discogs::artist_release>& items) {
        std::vector<std::int64_t> all;
        for (const auto& item : items)
            all.push_back(item.id);
        return all;
    }

    std::vector<std::int64_t> rest_of(discogs::artist_release_pager& pager) {
        std::vector<std::int64_t> all;
        while (auto item = run(pager.next()))
            all.push_back(item->id);
        return all;
    }

    std::size_t requests() const { return transport->count(); }

    std::vector<int> sizes = {3, 0, 2};
    int failing_page = 0;
};

} // namespace segue::test
