#include "contract/tour/tour.hpp"

#include <segue/base/rethrow.hpp>

#include <boost/asio/co_spawn.hpp>

#include <chrono>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

// The tour of the SDK through a validating proxy: contract_tour BASE_URL TOKEN KEY SECRET USERNAME PAGE
// AREA... Prints what it claims, what was exchanged and what failed; `run.py` starts it and judges.

namespace segue::contract {
namespace {

using area_function = asio::awaitable<void> (*)(tour&);

area_function find_area(const std::string& name) {
    constexpr std::pair<std::string_view, area_function> areas[] = {
        {"database", tour_database},
        {"people", tour_people},
        {"market", tour_market},
        {"files", tour_files},
        {"oauth", tour_oauth},
    };
    for (const auto& [known, function] : areas) {
        if (known == name)
            return function;
    }
    throw std::invalid_argument("no such area: " + name);
}

asio::awaitable<void> visit(tour& t, const std::vector<area_function>& areas) {
    for (const auto area : areas)
        co_await area(t);
}

int run(const place& where, const std::vector<area_function>& areas) {
    asio::io_context io{1};
    tour t(io, where, std::cout);
    asio::co_spawn(io, visit(t, areas), rethrow);
    io.run_for(std::chrono::seconds(50));
    if (!io.stopped()) {
        std::cerr << "contract_tour: not done in time\n";
        return 1;
    }
    std::cout << "done\n";
    return 0;
}

} // namespace
} // namespace segue::contract

int main(int count, char** values) try {
    if (count < 8) {
        std::cerr << "usage: contract_tour BASE_URL TOKEN KEY SECRET USERNAME PAGE AREA...\n";
        return 2;
    }
    std::vector<segue::contract::area_function> areas;
    for (int i = 7; i < count; ++i)
        areas.push_back(segue::contract::find_area(values[i]));
    return segue::contract::run({values[1], values[2], values[3], values[4], values[5], values[6]}, areas);
} catch (const std::exception& problem) {
    std::cerr << "contract_tour: " << problem.what() << '\n';
    return 1;
}
