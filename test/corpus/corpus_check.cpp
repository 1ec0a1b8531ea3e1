#include "corpus/corpus_run.hpp"

#include <charconv>
#include <exception>
#include <iostream>
#include <string_view>

// Reads a folder of recorded bodies and shows that reading and writing them loses nothing.

namespace {

constexpr int failed = 1;
constexpr int bad_usage = 2;

int usage() {
    std::cerr << "usage: corpus_check DIR [--provider NAME] [--mutate SEED]\n"
                 "DIR holds INDEX.tsv with the columns provider, model, file and status.\n"
                 "--mutate drops, nulls and retypes one value at a time.\n";
    return bad_usage;
}

bool read_arguments(int count, char** values, segue::test::corpus_params& params) {
    for (int i = 1; i < count; ++i) {
        const std::string_view argument = values[i];
        if (argument == "--provider" && i + 1 < count) {
            params.provider = values[++i];
        } else if (argument == "--mutate" && i + 1 < count) {
            const std::string_view number = values[++i];
            std::uint64_t seed = 0;
            const auto done = std::from_chars(number.data(), number.data() + number.size(), seed);
            if (done.ec != std::errc{} || done.ptr != number.data() + number.size()) {
                return false;
            }
            params.mutation_seed = seed;
        } else if (!argument.empty() && argument.front() != '-' && params.folder.empty()) {
            params.folder = argument;
        } else {
            return false;
        }
    }
    return !params.folder.empty();
}

} // namespace

int main(int count, char** values) try {
    segue::test::corpus_params params;
    if (!read_arguments(count, values, params)) {
        return usage();
    }
    const segue::test::corpus_outcome outcome = segue::test::run_corpus(params, std::cout);
    if (!outcome.index_readable) {
        std::cerr << "corpus_check: cannot read " << (params.folder / "INDEX.tsv").string() << '\n';
        return bad_usage;
    }
    std::cout << outcome.passed << " passed, " << outcome.failed << " failed\n";
    return outcome.failed == 0 ? 0 : failed;
} catch (const std::exception& problem) {
    std::cerr << "corpus_check: " << problem.what() << '\n';
    return failed;
}
