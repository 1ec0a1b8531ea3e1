#include "discogs/models/descriptions.hpp"
#include "hand_decode.hpp"
#include "resource/json_reader.hpp"
#include "support.hpp"

#include <chrono>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

// Reading alone, without a network: `FILE release|page segue|handwritten|monotonic|default N` prints
// `bytes,seconds,allocations` for N readings of one body. Whatever way is asked for, it first makes sure that
// the SDK and the loop written by hand read the same from it: otherwise every ratio would be worthless.

namespace {

namespace discogs = segue::discogs;

template <class Model>
void read_with_segue(const std::string& body, Model& into) {
    std::vector<segue::drift> drifts;
    if (segue::resource::read_json(body, into, &drifts) || !drifts.empty())
        throw std::runtime_error("the SDK does not understand the body");
}

template <class Model>
void check(const std::string& body, bench::hand_decoder& by_hand) {
    Model ours;
    Model theirs;
    read_with_segue(body, ours);
    by_hand.read(body, theirs);
    if (!(ours == theirs))
        throw std::runtime_error("the two ways of reading disagree");
}

template <class Model>
void read_once(const std::string& body, const std::string& way, bench::hand_decoder& by_hand) {
    if (way == "segue") {
        Model model;
        read_with_segue(body, model);
    } else if (way == "handwritten") {
        Model model;
        by_hand.read(body, model);
    } else if (way == "monotonic") {
        by_hand.parse_only(body);
    } else if (way == "default") {
        bench::parse_into_default_dom(body);
    } else {
        throw std::invalid_argument("not a way to read: " + way);
    }
}

template <class Model>
void run(const std::string& body, const std::string& way, unsigned long count) {
    bench::hand_decoder by_hand;
    check<Model>(body, by_hand);
    const auto new_before = bench::allocations();
    const auto begun = std::chrono::steady_clock::now();
    for (unsigned long i = 0; i < count; ++i)
        read_once<Model>(body, way, by_hand);
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begun;
    const auto allocated = bench::allocations() - new_before;
    std::printf("%zu,%.9f,%llu\n", body.size(), passed.count(), static_cast<unsigned long long>(allocated));
}

} // namespace

int main(int argc, char** argv) {
    try {
        if (argc != 5)
            throw std::invalid_argument("usage: FILE release|page segue|handwritten|monotonic|default COUNT");
        std::ifstream file(argv[1], std::ios::binary);
        const std::string body{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
        const std::string model = argv[2];
        const auto count = std::stoul(argv[4]);
        if (model == "release")
            run<discogs::release>(body, argv[3], count);
        else if (model == "page")
            run<discogs::page<discogs::artist_release>>(body, argv[3], count);
        else
            throw std::invalid_argument("not a model: " + model);
        return 0;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "%s: %s\n", argv[0], e.what());
        return 1;
    }
}
