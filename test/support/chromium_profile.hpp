#pragma once

#include <segue/account/redirect_handler.hpp>

#include <array>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <stdlib.h>
#include <string>
#include <string_view>
#include <vector>

namespace segue::test {

/// A fresh profile for Debian's Chromium, and how it is started for a test: without a window, without its
/// sandbox, which it does not get as root, and without looking for anything on the network by itself.
class chromium_profile {
public:
    chromium_profile() {
        folder_ = (std::filesystem::temp_directory_path() / "segue-chromium-XXXXXX").string();
        if (::mkdtemp(folder_.data()) == nullptr)
            throw std::runtime_error("no temporary folder");
        option_ = "--user-data-dir=" + folder_;
        arguments_ = {
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            option_};
    }

    ~chromium_profile() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    chromium_profile(const chromium_profile&) = delete;
    chromium_profile& operator=(const chromium_profile&) = delete;

    /// Params that start it; they refer to this object.
    account::webdriver_params params() const {
        account::webdriver_params out;
        out.window = account::webdriver_window::headless;
        out.sandbox = account::webdriver_sandbox::off;
        out.arguments = arguments_;
        out.poll = std::chrono::milliseconds(20);
        return out;
    }

    /// Command lines of all processes that have this profile.
    std::vector<std::string> processes() const {
        std::vector<std::string> found;
        for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
            std::ifstream in(entry.path() / "cmdline", std::ios::binary);
            // Not by iterators, which throw when the process goes meanwhile.
            std::string line;
            std::getline(in, line);
            if (line.find(folder_) != std::string::npos)
                found.push_back(std::move(line));
        }
        return found;
    }

private:
    std::string folder_;
    std::string option_;
    std::array<std::string_view, 8> arguments_;
};

} // namespace segue::test
