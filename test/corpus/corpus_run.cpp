#include "corpus/corpus_run.hpp"

#include "corpus/corpus_index.hpp"
#include "corpus/json_compare.hpp"
#include "corpus/model_registry.hpp"
#include "corpus/mutations.hpp"
#include "resource/json_reader.hpp"
#include "resource/json_writer.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <map>
#include <ostream>
#include <string_view>
#include <vector>

namespace segue::test {
namespace {

namespace json = boost::json;

constexpr std::size_t most_details = 20;

struct model_report {
    std::size_t passed = 0;
    std::size_t failed = 0;
    std::size_t drifts = 0;
    std::map<std::string, std::size_t> kept; // in extra, by path
    std::vector<std::string> details;

    void fail(const std::string& detail) {
        ++failed;
        if (details.size() < most_details) {
            details.push_back(detail);
        }
    }
};

struct missing_model {
    std::size_t bodies = 0;
    std::vector<std::string> unusable;
};

void count_without_model(missing_model& target, const std::string& unusable) {
    ++target.bodies;
    if (!unusable.empty()) {
        target.unusable.push_back(unusable);
    }
}

json::value parse(std::string_view text, json::error_code& ec) {
    json::parse_options options;
    options.max_depth = resource::max_json_depth;
    return json::parse(json::string_view{text.data(), text.size()}, ec, {}, options);
}

// Text to model to text; says what was lost.
struct round_trip {
    std::optional<std::string> problem;
    std::vector<drift> drifts;
    std::shared_ptr<void> model;
};

round_trip go_round(const model_entry& entry, std::string_view text, const json::value& expected) {
    round_trip result;
    result.model = entry.make();
    if (const auto failure =
            resource::read_json(text, result.model.get(), entry.description(), &result.drifts)) {
        result.problem = "not read at '" + failure->pointer + "', byte " + std::to_string(failure->offset) +
                         ": wanted " + failure->expected + ", found " + failure->found;
        return result;
    }
    std::string written;
    resource::write_json(written, result.model.get(), entry.description());
    json::error_code ec;
    const json::value back = parse(written, ec);
    result.problem =
        ec ? std::optional{"written text is no JSON: " + ec.message()} : difference(expected, back);
    return result;
}

void check_plain(
    const model_entry& entry,
    const std::string& file,
    std::string_view text,
    const json::value& body,
    model_report& report) {
    const round_trip trip = go_round(entry, text, body);
    report.drifts += trip.drifts.size();
    for (const drift& each : trip.drifts) {
        report.details.push_back(
            file + ": drift at " + each.pointer + ", wanted " + each.expected + ", found " + each.found);
    }
    if (trip.problem) {
        report.fail(file + ": " + *trip.problem);
        return;
    }
    bool documented = false;
    for (const kept_field& field : kept_fields(trip.model.get(), entry.description())) {
        ++report.kept[field.path];
        documented = documented || (field.known && field.text != "\"\"");
    }
    if (documented) {
        report.fail(file + ": a documented field ended in extra");
    } else {
        ++report.passed;
    }
}

void check_mutations(
    const model_entry& entry,
    const std::string& file,
    json::value& body,
    std::uint64_t seed,
    model_report& report) {
    mutate(body, entry.description(), seed, [&](const json::value& changed, const mutation& what) {
        const round_trip trip = go_round(entry, json::serialize(changed), changed);
        const bool drifted =
            std::ranges::find(trip.drifts, what.pointer, &drift::pointer) != trip.drifts.end();
        report.drifts += trip.drifts.size();
        const std::string where = file + ": " + what.pointer + " " + what.change + ": ";
        if (trip.problem) {
            report.fail(where + *trip.problem);
        } else if (what.must_drift && !drifted) {
            report.fail(where + "no drift reported");
        } else if (!what.must_drift && drifted && what.change != "dropped") {
            report.fail(where + "drift reported");
        } else {
            ++report.passed;
        }
    });
}

void print_details(std::ostream& out, const std::vector<std::string>& details) {
    for (const std::string& detail : details) {
        out << "    " << detail << '\n';
    }
}

void print(std::ostream& out, const std::string& name, const model_report& report) {
    out << name << ": " << report.passed << " passed, " << report.failed << " failed, " << report.drifts
        << " drift, extra:";
    if (report.kept.empty()) {
        out << " none";
    }
    for (const auto& [path, count] : report.kept) {
        out << ' ' << path << " (" << count << ')';
    }
    out << '\n';
    print_details(out, report.details);
}

} // namespace

corpus_outcome run_corpus(const corpus_params& params, std::ostream& report) {
    corpus_outcome outcome;
    const auto rows = read_index(params.folder);
    if (!rows) {
        return outcome;
    }
    outcome.index_readable = true;
    std::map<std::string, model_report> reports;
    std::map<std::string, missing_model> without_model;
    for (const index_row& row : *rows) {
        if (!params.provider.empty() && row.provider != params.provider) {
            continue;
        }
        const std::string name = model_of(row);
        const model_entry* const entry = find_model(row.provider, name);
        const std::optional<std::string> text = read_file(params.folder / row.file);
        json::error_code ec;
        json::value body = parse(text.value_or(""), ec);
        std::string unusable;
        if (!text) {
            unusable = row.file + ": cannot be opened";
        } else if (ec) {
            unusable = row.file + ": unusable, not JSON: " + ec.message();
        }
        if (entry == nullptr) {
            count_without_model(without_model[row.provider + ' ' + name], unusable);
            ++outcome.without_model;
            continue;
        }
        model_report& target = reports[row.provider + ' ' + name];
        if (!unusable.empty()) {
            target.fail(unusable);
        } else if (params.mutation_seed) {
            check_mutations(*entry, row.file, body, *params.mutation_seed, target);
        } else {
            check_plain(*entry, row.file, *text, body, target);
        }
    }
    for (const auto& [name, each] : reports) {
        print(report, name, each);
        outcome.passed += each.passed;
        outcome.failed += each.failed;
    }
    for (const auto& [name, missing] : without_model) {
        report << name << ": no model yet for " << missing.bodies
               << (missing.bodies == 1 ? " body\n" : " bodies\n");
        print_details(report, missing.unusable);
    }
    return outcome;
}

} // namespace segue::test
