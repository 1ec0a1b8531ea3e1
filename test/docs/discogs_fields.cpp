#include "discogs/models/descriptions.hpp"
#include "docs/texts.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>

// Prints, writes or checks the page that shows under which member each field of the service is found.
namespace segue::test {
namespace {

using resource::field_description;
using resource::json_kind;
using resource::model_description;
using resource::value_type;

constexpr const char* page_path = "docs/providers/discogs_fields.md";

constexpr std::string_view opening = "# Fields of the Discogs models\n"
                                     "\n"
                                     "Members have readable names; here is which field of the service each "
                                     "one is, in the order in which the service sends\n"
                                     "them. A name in bold differs. Answers are read under either name and "
                                     "written under the service's. Whatever is not in\n"
                                     "these tables stays in the model's `extra`, under its own name.\n"
                                     "\n"
                                     "This page is written by the program `discogs_fields` "
                                     "(`build/dev/bin/discogs_fields --write`) from the tables that the\n"
                                     "library reads with; a test compares them.\n";

struct named_model {
    std::string name;
    const model_description* description;
};

// One for each description that the library has: the list is made from descriptions.hpp when the project is
// configured.
std::vector<named_model> all_described() {
    namespace discogs = segue::discogs;
    using namespace segue::discogs;
    return {
#include "described_models.inc"
    };
}

class field_page {
public:
    field_page() : models_{all_described()} {
        std::ranges::sort(models_, {}, &named_model::name);
        for (const named_model& each : models_) {
            names_[each.description] = each.name;
        }
    }

    [[nodiscard]] std::string text() const {
        std::string page{opening};
        for (const named_model& each : models_) {
            page += "\n## " + each.name + "\n\n| member | field | kind |\n|---|---|---|\n";
            for (const field_description& field : each.description->fields) {
                const std::string wire{field.wire};
                const bool differs = !field.readable.empty();
                page += "| `" + std::string(differs ? field.readable : field.wire) + "` | " +
                        (differs ? "**`" + wire + "`**" : '`' + wire + '`') + " | " + kind(*field.type) +
                        " |\n";
            }
        }
        return page;
    }

private:
    [[nodiscard]] std::string kind(const value_type& type) const {
        switch (type.kind) {
        case json_kind::object:
            return link(type.model());
        case json_kind::list:
            return "list of " + kind(*type.element);
        case json_kind::map:
            return "by name: " + kind(*type.element);
        case json_kind::any:
            return "any value";
        case json_kind::text:
        case json_kind::scalar:
            break;
        }
        return type.expected;
    }

    [[nodiscard]] std::string link(const model_description& description) const {
        const std::string& name = names_.at(&description);
        std::string anchor = name;
        std::erase_if(anchor, [](char c) { return c == '<' || c == '>'; });
        return "[" + name + "](#" + anchor + ")";
    }

    std::vector<named_model> models_;
    std::map<const model_description*, std::string> names_;
};

} // namespace
} // namespace segue::test

int main(int argc, char** argv) {
    using namespace segue::test;
    const std::string mode = argc == 2 ? argv[1] : "";
    const std::string page = field_page{}.text();
    if (mode == "--check") {
        return check_page(page_path, page, "discogs_fields");
    }
    if (mode == "--write") {
        std::ofstream{source_root() / page_path} << page;
        return 0;
    }
    if (mode.empty()) {
        std::cout << page;
        return 0;
    }
    std::cerr << "usage: " << argv[0] << " [--check | --write]\n";
    return 2;
}
