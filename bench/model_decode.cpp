#include "corpus/corpus_index.hpp"
#include "corpus/model_registry.hpp"
#include "hand_decode.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <exception>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

// Reading recorded bodies into models against putting the same bodies into a default tree, which decodes
// nothing: `CORPUS RUNS [MODEL]` prints figures for every kind of answer that has a model and a body captured
// from the service. Processor time of this thread, because other jobs may be running; the two ways alternate,
// and a ratio is the median of those of neighbours.

namespace {

using segue::test::model_entry;

struct kind_of_answer {
    const model_entry* entry = nullptr;
    std::vector<std::string> bodies{};
    std::size_t bytes = 0;
};

double processor_seconds() {
    std::timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

void read_into_model(const model_entry& entry, const std::string& body) {
    std::vector<segue::drift> drifts;
    if (!entry.readable(body, drifts))
        throw std::runtime_error("a body of " + std::string(entry.name) + " is not read");
}

template <class Read>
double timed(const kind_of_answer& kind, unsigned long rounds, const Read& read) {
    const double begun = processor_seconds();
    for (unsigned long i = 0; i < rounds; ++i) {
        for (const std::string& body : kind.bodies)
            read(body);
    }
    return processor_seconds() - begun;
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 != 0 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::map<std::string, kind_of_answer> captured_answers(const std::string& folder) {
    const auto rows = segue::test::read_index(folder);
    if (!rows)
        throw std::runtime_error("cannot read " + folder + "/INDEX.tsv");
    std::map<std::string, kind_of_answer> kinds;
    for (const segue::test::index_row& row : *rows) {
        const std::string model = segue::test::model_of(row);
        const model_entry* const entry = segue::test::find_model(row.provider, model);
        if (entry == nullptr || row.kind != "real")
            continue;
        auto body = segue::test::read_file(folder + "/" + row.file);
        if (!body)
            throw std::runtime_error("cannot read " + row.file);
        kind_of_answer& kind = kinds[row.provider == "discogs" ? model : row.provider + "_" + model];
        kind.entry = entry;
        kind.bytes += body->size();
        kind.bodies.push_back(std::move(*body));
    }
    if (kinds.empty())
        throw std::runtime_error("no captured body with a model in " + folder);
    return kinds;
}

void measure(const std::string& name, const kind_of_answer& kind, unsigned runs) {
    const auto ours = [&kind](const std::string& body) { read_into_model(*kind.entry, body); };
    const auto theirs = [](const std::string& body) { bench::parse_into_default_dom(body); };
    // About as much text in each run, whatever the size of the bodies; one run of each to warm up.
    constexpr unsigned long text_of_a_run = 1'000'000;
    const unsigned long rounds = text_of_a_run / kind.bytes + 1;
    timed(kind, rounds, ours);
    timed(kind, rounds, theirs);
    std::vector<double> ratios;
    std::vector<double> seconds;
    for (unsigned run = 0; run < runs; ++run) {
        seconds.push_back(timed(kind, rounds, ours));
        ratios.push_back(timed(kind, rounds, theirs) / seconds.back());
    }
    const double megabytes = static_cast<double>(kind.bytes * rounds) / 1e6;
    std::printf("decode.%s.speed_ratio,ratio,%.3f\n", name.c_str(), median(ratios));
    std::printf("decode.%s.throughput,MB/s,%.0f\n", name.c_str(), megabytes / median(seconds));
    std::fflush(stdout);
}

} // namespace

int main(int argc, char** argv) {
    try {
        if (argc != 3 && argc != 4)
            throw std::invalid_argument("usage: CORPUS RUNS [MODEL]");
        const auto runs = static_cast<unsigned>(std::stoul(argv[2]));
        if (runs == 0)
            throw std::invalid_argument("no runs");
        for (const auto& [name, kind] : captured_answers(argv[1])) {
            if (argc == 3 || name == argv[3])
                measure(name, kind, runs);
        }
        return 0;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "%s: %s\n", argv[0], e.what());
        return 1;
    }
}
