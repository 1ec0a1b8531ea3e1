// segue-demo: what Segue does, in one run. It talks to the emulator inside its own process; with --live, to
// Discogs. Exit status 0 when all went well, 1 when a call failed, 2 for bad arguments or a missing token.

#include <segue/discogs.hpp>
#include <segue/emulator/emulator.hpp>
#include <segue/version.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/program_options/options_description.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/variables_map.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace discogs = segue::discogs;
namespace options = boost::program_options;

using std::cout;

// --- text -------------------------------------------------------------------------------------------------

/// The service's text is not ours: what would move the cursor becomes a blank.
std::string plain(std::string_view text) {
    std::string out(text);
    std::replace_if(out.begin(), out.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; }, ' ');
    return out;
}

bool continues_character(char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
}

/// Cuts or fills to a number of characters, not bytes.
std::string fit(std::string_view text, std::size_t width) {
    const std::string whole = plain(text);
    std::string out;
    std::size_t characters = 0;
    for (const char c : whole) {
        if (!continues_character(c) && characters++ == width)
            return out;
        out += c;
    }
    if (characters < width)
        out.append(width - characters, ' ');
    return out;
}

template <class Items, class Text>
std::string joined(const Items& items, std::string_view glue, Text text) {
    std::string out;
    for (const auto& item : items) {
        if (!out.empty())
            out += glue;
        out += text(item);
    }
    return out;
}

std::string joined(const segue::list<std::string>& items) {
    return joined(items, ", ", [](const std::string& item) { return item; });
}

/// "Ryuichi Sakamoto & Alva Noto": each credit names the text between itself and the next one.
std::string credited(const segue::list<discogs::artist_credit>& credits) {
    std::string out;
    for (std::size_t i = 0; i < credits.size(); ++i) {
        const discogs::artist_credit& credit = credits[i];
        const std::string printed = credit.name_variation.value_or("");
        out += printed.empty() ? credit.name : printed;
        if (i + 1 == credits.size())
            break;
        const std::string glue = credit.join.value_or(",");
        out += glue == "," ? ", " : " " + glue + " ";
    }
    return out;
}

void heading(std::string_view text) {
    cout << '\n' << text << '\n' << std::string(text.size(), '-') << '\n';
}

void line(std::string_view name, std::string_view value) {
    if (!value.empty())
        cout << "  " << fit(name, 10) << plain(value) << '\n';
}

/// One line that is written over and over on a terminal; elsewhere each state has a line of its own.
class progress {
public:
    explicit progress(std::string_view what) : what_(what) {}
    progress(const progress&) = delete;
    progress& operator=(const progress&) = delete;
    ~progress() { finish(); }

    void show(std::size_t done, std::optional<std::size_t> of, std::size_t pages) {
        cout << (terminal_ ? "\r  " : "  ") << what_ << ": " << done;
        if (of)
            cout << " of " << *of;
        cout << ", page " << pages;
        if (terminal_)
            cout << std::flush;
        else
            cout << '\n';
        open_ = terminal_;
    }

    void finish() {
        if (open_)
            cout << '\n';
        open_ = false;
    }

private:
    std::string what_;
    bool terminal_ = ::isatty(STDOUT_FILENO) == 1;
    bool open_ = false;
};

// --- what is shown ----------------------------------------------------------------------------------------

struct wishes {
    std::int64_t release = 352665;
    std::int64_t artist = 3857;
    std::string search = "downward spiral";
};

std::string describe(const discogs::label_credit& label) {
    const std::string number = label.catalog_number.value_or("");
    return number.empty() ? label.name : label.name + " (" + number + ")";
}

std::string describe(const discogs::format& format) {
    const std::string quantity = format.quantity.value_or("1");
    std::string out = quantity == "1" ? format.name : quantity + " x " + format.name;
    for (const std::string& detail : format.descriptions)
        out += ", " + detail;
    return out;
}

void print(const discogs::track& track, std::size_t indent) {
    const std::string mark(indent, ' ');
    cout << mark << fit(track.position.value_or(""), 6) << fit(track.title, 44)
         << plain(track.duration.value_or("")) << '\n';
    for (const discogs::track& part : track.sub_tracks)
        print(part, indent + 2);
}

void print(const discogs::release& release) {
    line("title", release.title);
    line("artist", credited(release.artists));
    line("year", release.year.value_or(0) == 0 ? "unknown" : std::to_string(*release.year));
    line("country", release.country.value_or(""));
    line("label", joined(release.labels, "; ", [](const discogs::label_credit& l) { return describe(l); }));
    line("format", joined(release.formats, "; ", [](const discogs::format& f) { return describe(f); }));
    line("genre", joined(release.genres));
    line("style", joined(release.styles));
    cout << '\n';
    for (const discogs::track& track : release.tracklist)
        print(track, 2);
}

void print(const discogs::artist& artist) {
    const auto name = [](const discogs::artist_reference& reference) { return reference.name; };
    line("name", artist.name);
    line("real name", artist.real_name.value_or(""));
    line("also as", joined(artist.name_variations));
    line("members", joined(artist.members, ", ", name));
    line("aliases", joined(artist.aliases, ", ", name));
    line("groups", joined(artist.groups, ", ", name));
}

void print(const discogs::artist_release& entry) {
    const std::string year = entry.year.value_or(0) == 0 ? "?" : std::to_string(*entry.year);
    const std::string type(entry.type ? entry.type->text() : std::string_view());
    const std::string role(entry.role ? entry.role->text() : std::string_view());
    cout << "  " << fit(year, 6) << fit(entry.title, 44) << ' ' << fit(type, 9) << plain(role) << '\n';
}

void print(const discogs::search_result& hit) {
    cout << "  " << fit(hit.type ? hit.type->text() : std::string_view(), 9)
         << fit(std::to_string(hit.id), 10) << fit(hit.title, 50) << ' ' << plain(hit.year.value_or(""))
         << '\n';
}

asio::awaitable<void> show_release(discogs::client client, std::int64_t id) {
    heading("Release " + std::to_string(id));
    discogs::release release = co_await client.release(id).get();
    print(release);
}

asio::awaitable<void> show_artist(discogs::client client, std::int64_t id) {
    heading("Artist " + std::to_string(id));
    discogs::artist artist = co_await client.artist(id).get();
    print(artist);
}

asio::awaitable<void> show_artist_releases(discogs::client client, std::int64_t id) {
    constexpr std::size_t wanted = 100;
    constexpr std::size_t printed = 10;
    heading("Releases of artist " + std::to_string(id) + ", newest first, 25 a page");

    auto entries = client.artist(id).releases().list(
        {.sort = discogs::artist_release_sort::year,
         .sort_order = discogs::sort_order::descending,
         .per_page = 25});
    const auto total = co_await entries.total();
    std::optional<std::size_t> of;
    if (total)
        of = std::min(wanted, static_cast<std::size_t>(std::max<std::int64_t>(*total, 0)));

    std::vector<discogs::artist_release> read;
    {
        progress bar("reading");
        std::size_t shown_pages = 0;
        while (read.size() < wanted) {
            auto entry = co_await entries.next();
            if (!entry)
                break;
            read.push_back(std::move(*entry));
            const bool page_done = read.size() % 25 == 0 || (of && read.size() == *of);
            if (page_done && entries.pages_read() != shown_pages) {
                shown_pages = entries.pages_read();
                bar.show(read.size(), of, shown_pages);
            }
        }
    }
    for (std::size_t i = 0; i < std::min(printed, read.size()); ++i)
        print(read[i]);
    if (read.size() > printed)
        cout << "  ... and " << read.size() - printed << " more";
    if (total)
        cout << ", of " << *total << " in the list";
    cout << '\n';
}

asio::awaitable<void> show_search(discogs::client client, std::string query) {
    heading("Search for \"" + plain(query) + "\"");
    auto hits = client.search({.query = query, .per_page = 10});
    const auto first = co_await hits.collect(8);
    const auto total = co_await hits.total();
    for (const discogs::search_result& hit : first)
        print(hit);
    cout << "  " << first.size() << " shown";
    if (total)
        cout << " of " << *total;
    cout << '\n';
}

asio::awaitable<void> show_failure(discogs::client client) {
    heading("Release 999999999, which does not exist");
    try {
        discogs::release release = co_await client.release(999999999).get();
        cout << "  it does: " << plain(release.title) << '\n';
    } catch (const segue::not_found_error& e) {
        line("thrown", "segue::not_found_error");
        line("request", e.details().method + " " + e.details().path);
        line("status", std::to_string(e.status()));
        line("message", e.message());
        line("code", e.code().category().name() + std::string(": ") + e.code().message());
        line("attempts", std::to_string(e.details().attempts));
    }
}

void show_budget(const discogs::client& client) {
    heading("The quota after all this");
    const segue::traffic::budget budget = client.budget();
    line("limit", std::to_string(budget.limit) + " a minute");
    line("used", std::to_string(budget.used));
    line("remaining", std::to_string(budget.remaining));
    const auto now = segue::traffic::clock::now();
    const auto wait = std::chrono::ceil<std::chrono::seconds>(budget.next_slot - now).count();
    line("next slot", wait <= 0 ? "now" : "in " + std::to_string(wait) + " s");
}

asio::awaitable<void> show_all(discogs::client client, wishes wanted) {
    co_await show_release(client, wanted.release);
    co_await show_artist(client, wanted.artist);
    co_await show_artist_releases(client, wanted.artist);
    co_await show_search(client, wanted.search);
    co_await show_failure(client);
    show_budget(client);
}

// --- where it comes from ----------------------------------------------------------------------------------

void run(const discogs::client_params& params, const wishes& wanted) {
    asio::io_context io;
    discogs::client client{io.get_executor(), params};
    asio::co_spawn(io, show_all(client, wanted), segue::rethrow);
    io.run();
}

void run_on_emulator(const std::string& user_agent, const wishes& wanted) {
    const segue::emulator::emulator service;
    const std::string base_url = service.base_url();
    const std::string ca_file = service.ca_file();
    const std::string token = service.token();
    cout << "Segue " << segue::version() << ", on the emulator in this process: " << base_url << '\n';
    run({.token = token, .user_agent = user_agent, .base_url = base_url, .ca_file = ca_file}, wanted);
}

int run_live(const std::string& user_agent, const wishes& wanted) {
    const char* const token = std::getenv("DISCOGS_TOKEN"); // NOLINT(concurrency-mt-unsafe): the only thread
    if (token == nullptr || *token == '\0') {
        std::cerr << "segue-demo: --live needs a personal access token in DISCOGS_TOKEN. A Discogs account "
                     "makes one "
                     "under Settings, Developers.\n";
        return 2;
    }
    const discogs::client_params params{.token = token, .user_agent = user_agent};
    cout << "Segue " << segue::version() << ", on " << params.base_url << '\n';
    run(params, wanted);
    return 0;
}

options::options_description described(wishes& wanted) {
    options::options_description out(
        "segue-demo shows what Segue does, on an emulator of Discogs in its own process.\n\nOptions");
    auto add = out.add_options();
    add("help", "print this text");
    add("live", "talk to https://api.discogs.com instead; the token is taken from DISCOGS_TOKEN");
    add("release",
        options::value(&wanted.release)->default_value(wanted.release),
        "id of the release to show");
    add("artist", options::value(&wanted.artist)->default_value(wanted.artist), "id of the artist to show");
    add("search", options::value(&wanted.search)->default_value(wanted.search), "what to search for");
    return out;
}

int run_with(const options::variables_map& given, const wishes& wanted) {
    const std::string user_agent = "SegueDemo/" + std::string(segue::version());
    if (given.count("live") > 0)
        return run_live(user_agent, wanted);
    run_on_emulator(user_agent, wanted);
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    try {
        wishes wanted;
        const options::options_description description = described(wanted);
        options::variables_map given;
        options::store(
            options::command_line_parser(argc, argv).options(description).positional({}).run(), given);
        options::notify(given);
        if (given.count("help") > 0) {
            cout << description;
            return 0;
        }
        return run_with(given, wanted);
    } catch (const options::error& problem) {
        std::cerr << "segue-demo: " << problem.what() << "; see --help\n";
        return 2;
    } catch (const std::exception& problem) {
        cout.flush();
        std::cerr << "segue-demo: " << problem.what() << '\n';
        return 1;
    }
}
