#include "corpus/corpus_index.hpp"
#include "discogs/models/descriptions.hpp"
#include "resource/json_reader.hpp"
#include "support/html_check.hpp"
#ifdef SEGUE_TEST_EMULATOR
#include "emulator/markup.hpp"
#endif

#include <segue/discogs/credits.hpp>
#include <segue/discogs/display.hpp>
#include <segue/discogs/formats.hpp>
#include <segue/discogs/identifiers.hpp>
#include <segue/discogs/markup.hpp>
#include <segue/discogs/roles.hpp>
#include <segue/discogs/tracks.hpp>

#include <boost/json/parse.hpp>

#include <algorithm>
#include <exception>
#include <iostream>
#include <map>
#include <set>
#include <string_view>

// What the helpers for texts make of every text of a folder of recorded bodies. A folder in which there is
// nothing of some kind to look at is a failure, not a success.

namespace segue::test {
namespace {

namespace json = boost::json;

class texts_check {
public:
    void body(const index_row& row, std::string_view text) {
        file_ = row.file;
        json::error_code ec;
        const json::value value = json::parse(json::string_view(text.data(), text.size()), ec);
        if (!ec)
            every_text(value);
        if (model_of(row) == "release") {
            discogs::release record;
            if (!resource::read_json(text, record, nullptr))
                release(record);
        }
    }

    bool report(std::ostream& out) const {
        bool whole = failures_ == 0;
        for (const auto& [what, count] : counts_)
            out << what << ": " << count << '\n';
        for (const char* const what :
             {"texts", "markup", "roles", "lengths", "credits", "formats", "tracks", "catalogue numbers"}) {
            if (!counts_.contains(what)) {
                out << "no " << what << " in this folder\n";
                whole = false;
            }
        }
        out << failures_ << " failed\n";
        return whole;
    }

private:
    void expect(bool rule, std::string_view name, std::string_view what) {
        if (!rule) {
            ++failures_;
            std::cout << file_ << ": " << name << ": " << what << '\n';
        }
    }

    void every_text(const json::value& value) {
        if (const auto* text = value.if_string()) {
            if (seen_.emplace(text->data(), text->size()).second)
                markup({text->data(), text->size()});
        } else if (const auto* list = value.if_array()) {
            for (const json::value& each : *list)
                every_text(each);
        } else if (const auto* object = value.if_object()) {
            for (const auto& each : *object)
                every_text(each.value());
        }
    }

    void markup(std::string_view text) {
        ++counts_["texts"];
        const auto problem = html_problem(discogs::markup_to_html(text));
        expect(!problem, "HTML is not sound", problem.value_or(""));
        const std::string plain = discogs::markup_to_text(text);
        expect(discogs::markup_to_text(plain) == plain, "plain text is not plain", plain);
        (void)discogs::markup_to_markdown(text);
        if (plain.size() < text.size() && text.find('[') != std::string_view::npos)
            ++counts_["markup"];
        for (const discogs::mention& each : discogs::mentions_in(text))
            expect(discogs::site_address(each).starts_with("https://"), "a mention leads nowhere", each.name);
        against_emulator(text);
    }

    // The service that we wrote for tests reads markup in its own way; where both know a tag they agree.
    void against_emulator([[maybe_unused]] std::string_view text) {
#ifdef SEGUE_TEST_EMULATOR
        // It knows small letters only, and hands on whatever else a program may choke on.
        for (const char* const other : {"[A=", "[R", "[M", "[L", "[URL", "\b"}) {
            if (text.find(other) != std::string_view::npos)
                return;
        }
        const auto ours = [](discogs::mention_kind, std::int64_t id) { return std::to_string(id); };
        const auto theirs = [](char, std::string_view id) { return std::string(id); };
        const std::string raw = emulator::render_markup(text, emulator::text_format::plaintext, theirs);
        std::string expected;
        for (std::size_t i = 0; i < raw.size(); ++i) {
            if (raw[i] != '\r')
                expected += raw[i];
            else if (i + 1 == raw.size() || raw[i + 1] != '\n')
                expected += '\n';
        }
        const std::string found = discogs::markup_to_text(text, ours);
        ++counts_["compared with the emulator"];
        expect(found == expected, "the emulator reads otherwise", expected);
#endif
    }

    void release(const discogs::release& record) {
        credits(record.artists);
        credits(record.extra_artists);
        lines(record.tracklist);
        const auto flat = discogs::flat_tracks(record.tracklist);
        counts_["tracks"] += flat.size();
        for (const discogs::artist_credit& each : record.extra_artists) {
            const std::string text = each.tracks.value_or("");
            if (text.empty())
                continue;
            ++counts_["credits of tracks"];
            const auto named = discogs::named_tracks(text, flat);
            expect(std::ranges::count(named, true) > 0, "a credit of no track", text);
        }
        expect(
            discogs::credited_tracks(record.tracklist, record.extra_artists).size() == flat.size(),
            "tracks are lost",
            record.title);
        const auto time = discogs::total_time(record.tracklist);
        expect(time.known + time.missing <= flat.size(), "more lengths than tracks", record.title);
        for (const discogs::format& carrier : record.formats) {
            ++counts_["formats"];
            const std::string line = discogs::format_text(carrier);
            expect(line.find(carrier.name) != std::string::npos, "a format without its name", line);
        }
        for (const discogs::label_credit& label : record.labels)
            catalog_number(label.catalog_number.value_or(""));
        for (const discogs::identifier& mark : record.identifiers) {
            if (mark.type == "Barcode" && mark.value && !mark.value->empty())
                bar_code(mark);
        }
    }

    void lines(const list<discogs::track>& tracks) {
        for (const discogs::track& line : tracks) {
            credits(line.artists);
            credits(line.extra_artists);
            lines(line.sub_tracks);
            const std::string text = line.duration.value_or("");
            if (text.empty())
                continue;
            ++counts_["lengths"];
            const auto length = discogs::parse_duration(text);
            expect(length.has_value(), "a length that is not read", text);
            expect(!length || discogs::to_duration_text(*length) == text, "a length written otherwise", text);
        }
    }

    void credits(const list<discogs::artist_credit>& credits) {
        if (credits.empty())
            return;
        counts_["credits"] += credits.size();
        const std::string line = discogs::display_name(credits);
        for (const discogs::artist_credit& each : credits) {
            const std::string_view name = discogs::display_name(each);
            expect(!name.empty() && line.find(name) != std::string::npos, "a name is missing", line);
            expect(discogs::without_number(name) == name, "a number is left", name);
            const std::string role = each.role.value_or("");
            if (role.empty())
                continue;
            ++counts_["roles"];
            const auto roles = discogs::split_roles(role);
            expect(discogs::to_text(roles) == role, "roles written otherwise", role);
        }
    }

    void catalog_number(std::string_view text) {
        ++counts_["catalogue numbers"];
        const std::string key = discogs::catalog_number_key(text);
        expect(discogs::catalog_number_key(key) == key, "a key that has another key", key);
        expect(key.empty() == (text.empty() || text == "none"), "a number without a key", text);
    }

    void bar_code(const discogs::identifier& mark) {
        const auto code = discogs::read_barcode(mark);
        expect(code.has_value(), "a bar code that is not read", *mark.value);
        if (!code)
            return;
        ++counts_[code->check == discogs::barcode_check::right ? "bar codes" : "bar codes in doubt"];
        expect(discogs::read_barcode(code->digits)->digits == code->digits, "other digits", code->digits);
    }

    std::string file_{};
    std::set<std::string> seen_{};
    std::map<std::string, std::size_t> counts_{};
    std::size_t failures_ = 0;
};

} // namespace
} // namespace segue::test

int main(int count, char** values) try {
    if (count != 2) {
        std::cerr << "usage: corpus_texts DIR, a folder that holds INDEX.tsv\n";
        return 2;
    }
    const std::filesystem::path folder = values[1];
    const auto rows = segue::test::read_index(folder);
    if (!rows) {
        std::cerr << "corpus_texts: cannot read " << (folder / "INDEX.tsv").string() << '\n';
        return 2;
    }
    segue::test::texts_check check;
    for (const segue::test::index_row& row : *rows) {
        if (row.provider == "discogs")
            check.body(row, segue::test::read_file(folder / row.file).value_or(""));
    }
    return check.report(std::cout) ? 0 : 1;
} catch (const std::exception& problem) {
    std::cerr << "corpus_texts: " << problem.what() << '\n';
    return 1;
}
