#pragma once

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

/// What libFuzzer calls, and the runner of the seeds; never fails, but ends the program where a rule is
/// broken.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace segue::test {

/// Ends the program unless the rule holds, naming it.
inline void hold(bool rule, std::string_view name, std::string_view what = {}) {
    if (!rule) {
        std::cerr << "fuzz: " << name << ": " << what << std::endl;
        std::abort();
    }
}

/// Reads an input from its front.
class fuzz_input {
public:
    fuzz_input(const std::uint8_t* data, std::size_t size)
        : rest_{reinterpret_cast<const char*>(data), size} {}

    /// Takes one byte; 0 when there is none.
    unsigned byte() {
        if (rest_.empty()) {
            return 0;
        }
        const auto taken = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        return taken;
    }

    /// Takes a line without its end.
    std::string_view line() {
        const auto end = rest_.find('\n');
        const auto taken = rest_.substr(0, end);
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
        return taken;
    }

    /// What is left.
    [[nodiscard]] std::string_view rest() const { return rest_; }

private:
    std::string_view rest_;
};

} // namespace segue::test
