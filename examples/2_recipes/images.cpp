// Pictures: a gallery of a release in a folder, one in memory, one handed on as it comes. The service is the
// emulator, whose pictures are noise.

#include <segue/discogs.hpp>
#include <segue/emulator/emulator.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;
namespace discogs = segue::discogs;

namespace {

// --- a gallery --------------------------------------------------------------------------------------------

asio::awaitable<void> save_picture(discogs::client client, std::string url, std::string path) {
    segue::downloaded file = co_await client.image(url).download_to_file(path);
    std::cout << std::filesystem::path(path).filename().string() << ": " << file.size_bytes << " bytes, "
              << file.headers.find("Content-Type").value_or("of an unknown type") << '\n';
}

asio::awaitable<void> save_gallery(discogs::client client, discogs::release_id id, std::string folder) {
    discogs::release release = co_await client.release(id).get();
    std::vector<asio::awaitable<void>> all;
    for (const discogs::image& picture : release.images) {
        const std::string name = std::to_string(all.size() + 1) + ".jpeg";
        all.push_back(save_picture(client, picture.uri.value_or(""), folder + "/" + name));
    }
    co_await segue::gather(4, std::move(all));
    std::cout << release.images.size() << " pictures of " << release.title << '\n';
}

// --- progress and a bound ---------------------------------------------------------------------------------

asio::awaitable<void> save_with_progress(discogs::client client, std::string url, std::string path) {
    int tenths = 0;
    auto report = [&tenths](const segue::download_progress& now) { // has a name: see the page on g++ 12
        const int reached = now.total ? static_cast<int>(now.done * 10 / *now.total) : 0;
        for (; tenths < reached; ++tenths)
            std::cout << '.';
    };
    segue::download_params params{.max_bytes = 10'000'000, .progress = report};
    params.existing = segue::existing_file::keep;
    co_await client.image(url).download_to_file(path, params);
    std::cout << " saved\n";
    try {
        co_await client.image(url).download_to_file(path, params);
    } catch (const segue::file_error& e) {
        std::cout << e.details().cause.message() << '\n';
    }
}

// --- in memory, and in pieces -----------------------------------------------------------------------------

asio::awaitable<void> look_at(discogs::client client, std::string url) {
    auto cover = client.image(url);
    segue::downloaded whole = co_await cover.download({.max_bytes = 1'000'000});
    std::size_t size = 0;
    auto pass_on = [&size](const segue::download_piece& next) -> asio::awaitable<void> {
        size += next.bytes.size(); // here a server would write to its own client, and wait for it
        co_return;
    };
    co_await cover.download_to(pass_on);
    std::cout << (size == whole.body.size() ? "the same" : "another") << " in pieces\n";
}

// --- an address that has expired --------------------------------------------------------------------------

asio::awaitable<std::string> picture_of(discogs::client client, discogs::release_id id) {
    discogs::release release = co_await client.release(id).get();
    co_return release.images.empty() ? "" : release.images.front().uri.value_or("");
}

asio::awaitable<segue::downloaded>
load_cover(discogs::client client, discogs::release_id id, std::string url) {
    bool expired = false;
    try {
        co_return co_await client.image(url).download();
    } catch (const segue::api_error& e) {
        if (e.code() != segue::errc::link_expired)
            throw;
        expired = true;
    }
    if (expired) {
        std::cout << "expired, so the release is asked again\n";
        url = co_await picture_of(client, id);
    }
    co_return co_await client.image(url).download();
}

void run(segue::emulator::emulator& service, const std::string& folder) {
    const auto url = service.base_url();
    const auto authority = service.ca_file();
    const auto token = service.token();
    const discogs::client_params params{.token = token, .base_url = url, .ca_file = authority};
    asio::io_context io;
    const discogs::client client{io.get_executor(), params};
    const discogs::release_id id{352665};

    segue::sync_wait(io, save_gallery(client, id, folder));
    const auto picture = segue::sync_wait(io, picture_of(client, id));
    segue::sync_wait(io, save_with_progress(client, picture, folder + "/cover.jpeg"));
    segue::sync_wait(io, look_at(client, picture));
    service.expire_images();
    std::cout << segue::sync_wait(io, load_cover(client, id, picture)).size_bytes << " bytes after all\n";
}

} // namespace

int main() {
    const auto number = std::to_string(std::chrono::system_clock::now().time_since_epoch().count());
    const auto folder = std::filesystem::temp_directory_path() / ("segue-images-" + number);
    try {
        std::filesystem::create_directory(folder);
        segue::emulator::emulator_params how;
        how.images = segue::emulator::image_addresses::own;
        segue::emulator::emulator service(how);
        run(service, folder.string());
        std::filesystem::remove_all(folder);
        return 0;
    } catch (const std::exception& problem) {
        std::cerr << "images: " << problem.what() << '\n';
        std::filesystem::remove_all(folder);
        return 1;
    }
}
