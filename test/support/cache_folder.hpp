#pragma once

#include <segue/traffic/sqlite_cache.hpp>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace segue::test {

/// A folder that goes with all that is in it.
class cache_folder {
public:
    cache_folder() {
        std::string name = (std::filesystem::temp_directory_path() / "segue-cache-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr)
            throw std::runtime_error("no temporary folder");
        path_ = name;
    }
    ~cache_folder() {
        std::error_code ignored;
        ::chmod(path_.c_str(), S_IRWXU);
        std::filesystem::remove_all(path_, ignored);
    }
    cache_folder(const cache_folder&) = delete;
    cache_folder& operator=(const cache_folder&) = delete;

    std::string operator/(const std::string& name) const { return path_ + "/" + name; }
    const std::string& path() const noexcept { return path_; }

private:
    std::string path_;
};

/// Notes what a cache complains of.
class troubles final : public traffic::cache_observer {
public:
    void on_trouble(const traffic::cache_trouble& trouble) override {
        const std::lock_guard lock(mutex_);
        all_.emplace_back(trouble.problem, trouble.text);
    }

    std::vector<traffic::cache_problem> problems() const {
        const std::lock_guard lock(mutex_);
        std::vector<traffic::cache_problem> found;
        for (const auto& each : all_)
            found.push_back(each.first);
        return found;
    }

    std::string text() const {
        const std::lock_guard lock(mutex_);
        std::string all;
        for (const auto& each : all_)
            all += each.second + "\n";
        return all;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::pair<traffic::cache_problem, std::string>> all_;
};

} // namespace segue::test
