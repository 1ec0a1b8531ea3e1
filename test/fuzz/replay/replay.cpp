#include "fuzz/replay/entry.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <sstream>
#include <vector>

// Runs an entry over a folder of seeds: as they are, cut at many lengths, and with seeded changes of single
// bytes.
namespace {

constexpr std::size_t most_cuts = 64;
constexpr std::size_t changes_each = 200;

void run(const std::string& text) {
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

std::string read(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    std::ostringstream content;
    content << file.rdbuf();
    return std::move(content).str();
}

std::size_t run_changed(const std::string& seed, std::uint64_t number) {
    std::size_t runs = 0;
    const std::size_t step = seed.size() / most_cuts + 1;
    for (std::size_t length = 0; length < seed.size(); length += step, ++runs) {
        run(seed.substr(0, length));
    }
    std::mt19937_64 random{number};
    for (std::size_t i = 0; i < changes_each && !seed.empty(); ++i, ++runs) {
        std::string changed = seed;
        const std::size_t at = random() % changed.size();
        const auto byte = static_cast<char>(random() % 256);
        switch (random() % 4) {
        case 0:
            changed[at] = byte;
            break;
        case 1:
            changed.insert(at, 1, byte);
            break;
        case 2:
            changed.erase(at, 1 + random() % 8);
            break;
        default:
            changed.insert(at, changed.substr(random() % changed.size(), random() % 32));
            break;
        }
        run(changed);
    }
    return runs;
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: " << argv[0] << " FOLDER-OF-SEEDS\n";
        return 2;
    }
    std::vector<std::filesystem::path> paths;
    std::error_code ec;
    for (const auto& entry : std::filesystem::directory_iterator{argv[1], ec}) {
        paths.push_back(entry.path());
    }
    if (paths.empty()) {
        std::cerr << "no seeds in " << argv[1] << '\n';
        return 1;
    }
    std::ranges::sort(paths);
    std::size_t runs = 0;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        const std::string seed = read(paths[i]);
        std::cerr << paths[i].filename().string() << '\n';
        run(seed);
        runs += 1 + run_changed(seed, i);
    }
    run({});
    std::cout << paths.size() << " seeds, " << runs + 1 << " runs\n";
    return 0;
}
