// segue-simulation [--seeds N] [--first S] [--calls N] [--only-seed S [--trace]] [--twice] [--quiet]

#include "simulation/blocks.hpp"
#include "simulation/world.hpp"

#include <charconv>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>
#include <string_view>

namespace {

struct options {
    std::uint64_t first = 1;
    std::uint64_t seeds = 300;
    int calls = 50;
    bool trace = false;
    /// Every seed runs twice and must go the same way.
    bool twice = false;
};

constexpr int bad_usage = 2;

template <class T>
bool read(std::string_view text, T& into) {
    return std::from_chars(text.data(), text.data() + text.size(), into).ptr == text.data() + text.size() &&
           !text.empty();
}

std::optional<options> read_options(int argc, char** argv) {
    options o;
    for (int i = 1; i < argc; ++i) {
        const std::string_view name = argv[i];
        const std::string_view value = i + 1 < argc ? argv[i + 1] : "";
        if (name == "--trace") {
            o.trace = true;
            continue;
        }
        if (name == "--twice") {
            o.twice = true;
            continue;
        }
        ++i;
        bool good = false;
        if (name == "--seeds")
            good = read(value, o.seeds) && o.seeds > 0;
        else if (name == "--first")
            good = read(value, o.first);
        else if (name == "--calls")
            good = read(value, o.calls) && o.calls > 0;
        else if (name == "--only-seed") {
            good = read(value, o.first);
            o.seeds = 1;
        }
        if (!good) {
            std::cerr << "segue-simulation: cannot read " << name << ' ' << value << '\n';
            return std::nullopt;
        }
    }
    return o;
}

/// Runs seeds one after the other on one io_context.
class runner {
public:
    explicit runner(const options& o) : options_(o) {}

    bool run(std::uint64_t seed) {
        const auto first = once(seed, options_.trace ? &std::cout : nullptr);
        if (first.breach)
            return tell(seed, sim::name_of(first.breach->which), first.breach->why);
        add(first);
        if (options_.twice && once(seed, nullptr).fingerprint != first.fingerprint)
            return tell(seed, "determinism", "a second run went another way");
        return !leaks(seed) || tell(seed, "leak", "memory that a repetition takes again");
    }

    void sum_up(std::chrono::duration<double> took) const {
        const double calls = static_cast<double>(options_.seeds) * options_.calls;
        std::cout << "simulation: " << options_.seeds << " seeds from " << options_.first << ", "
                  << options_.calls << " calls each: " << total_.succeeded << " succeeded, " << total_.failed
                  << " failed, " << total_.cancelled << " cancelled, " << total_.requests << " requests; "
                  << took.count() << " s, " << took.count() * 1e6 / calls << " us a call; fingerprint "
                  << std::hex << fingerprint_ << std::dec << '\n';
    }

private:
    sim::outcome once(std::uint64_t seed, std::ostream* lines) {
        const sim::scenario s = sim::make_scenario(seed, options_.calls);
        sim::world w(s, io_, lines);
        return w.run();
    }

    // Asio keeps some blocks for later, so memory in use grows a little at first. A leak grows each time.
    bool leaks(std::uint64_t seed) {
        constexpr int repetitions = 4;
        std::int64_t& most = io_ ? most_blocks_ : most_blocks_without_context_;
        for (int i = 0; i < repetitions; ++i) {
            const auto now = sim::blocks_in_use();
            if (now <= most)
                return false;
            most = now;
            once(seed, nullptr);
        }
        return sim::blocks_in_use() > most;
    }

    void add(const sim::outcome& o) {
        total_.succeeded += o.succeeded;
        total_.failed += o.failed;
        total_.cancelled += o.cancelled;
        total_.requests += o.requests;
        fingerprint_ = fingerprint_ * 31 + o.fingerprint;
    }

    bool tell(std::uint64_t seed, std::string_view rule, std::string_view why) const {
        std::cout << "simulation: seed " << seed << " breaks " << rule << ": " << why
                  << "\nsimulation: again: segue-simulation --calls " << options_.calls << " --only-seed "
                  << seed << " --trace\n";
        return false;
    }

    const options options_;
    std::unique_ptr<boost::asio::io_context> io_;
    sim::outcome total_;
    std::uint64_t fingerprint_ = 0;
    std::int64_t most_blocks_ = 0;
    std::int64_t most_blocks_without_context_ = 0;
};

} // namespace

int main(int argc, char** argv) {
    const auto o = read_options(argc, argv);
    if (!o)
        return bad_usage;
    const auto start = std::chrono::steady_clock::now();
    runner r(*o);
    for (std::uint64_t i = 0; i < o->seeds; ++i)
        if (!r.run(o->first + i))
            return 1;
    r.sum_up(std::chrono::steady_clock::now() - start);
    return 0;
}
