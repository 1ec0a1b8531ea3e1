#include "corpus/model_registry.hpp"

#include "discogs/models/descriptions.hpp"
#include "resource/json_reader.hpp"

#include <cstddef>

namespace segue::test {
namespace {

using resource::field_description;
using resource::json_kind;
using resource::model_description;
using resource::value_type;

template <class Model>
model_entry entry(std::string_view provider, std::string_view name) {
    return {
        provider,
        name,
        []() -> std::shared_ptr<void> { return std::make_shared<Model>(); },
        &resource::json_traits<Model>::description,
        [](const void* left, const void* right) {
            return *static_cast<const Model*>(left) == *static_cast<const Model*>(right);
        },
        [](std::string_view body, std::vector<drift>& drifts) {
            Model model;
            return !resource::read_json(body, model, &drifts);
        }};
}

// One line per kind of answer.
const model_entry entries[] = {
    entry<discogs::release>("discogs", "release"),
    entry<discogs::artist>("discogs", "artist"),
    entry<discogs::page<discogs::artist_release>>("discogs", "artist_releases"),
    entry<discogs::page<discogs::search_result>>("discogs", "search"),
    entry<discogs::master>("discogs", "master"),
    entry<discogs::master_versions_page>("discogs", "master_versions"),
    entry<discogs::inventory_export>("discogs", "inventory_export"),
    entry<discogs::page<discogs::inventory_export>>("discogs", "inventory_exports"),
    entry<discogs::inventory_upload>("discogs", "inventory_upload"),
    entry<discogs::page<discogs::inventory_upload>>("discogs", "inventory_uploads"),
    entry<discogs::label>("discogs", "label"),
    entry<discogs::page<discogs::label_release>>("discogs", "label_releases"),
    entry<discogs::community_rating>("discogs", "release_rating_community"),
    entry<discogs::user_release_rating>("discogs", "release_rating_user"),
    entry<discogs::release_stats>("discogs", "release_stats"),
    entry<discogs::identity>("discogs", "identity"),
    entry<discogs::user>("discogs", "user_profile"),
    entry<discogs::submissions_form>("discogs", "user_submissions"),
    entry<discogs::page<discogs::release>>("discogs", "user_contributions"),
    entry<discogs::page<discogs::collection_folder>>("discogs", "collection_folders"),
    entry<discogs::collection_folder>("discogs", "collection_folder"),
    entry<discogs::page<discogs::collection_item>>("discogs", "collection_items"),
    entry<discogs::page<discogs::collection_item>>("discogs", "collection_items_by_release"),
    entry<discogs::instance_created>("discogs", "collection_added"),
    entry<discogs::page<discogs::collection_field>>("discogs", "collection_fields"),
    entry<discogs::collection_value>("discogs", "collection_value"),
    entry<discogs::page<discogs::want>>("discogs", "wantlist"),
    entry<discogs::want>("discogs", "want"),
    entry<discogs::page<discogs::user_list_summary>>("discogs", "lists"),
    entry<discogs::user_list>("discogs", "list"),
    entry<discogs::service_info>("discogs", "root"),
    entry<discogs::listing>("discogs", "listing"),
    entry<discogs::listing_created>("discogs", "listing_created"),
    entry<discogs::page<discogs::listing>>("discogs", "inventory"),
    entry<discogs::order>("discogs", "order"),
    entry<discogs::page<discogs::order>>("discogs", "orders"),
    entry<discogs::order_message>("discogs", "order_message"),
    entry<discogs::page<discogs::order_message>>("discogs", "order_messages"),
    entry<discogs::price>("discogs", "fee"),
    entry<discogs::price_suggestions>("discogs", "price_suggestions"),
    entry<discogs::marketplace_stats>("discogs", "release_marketplace_stats"),
    entry<discogs::service_error>("discogs", "error"),
};

class extra_walk {
public:
    explicit extra_walk(std::vector<kept_field>& found) : found_{found} {}

    void object(const void* model, const model_description& description, const std::string& path) {
        const auto& kept = *static_cast<const extra*>(at(model, description.extra_offset));
        for (const std::string& name : kept.names()) {
            const std::string_view text = *kept.text(name);
            const std::string_view field = std::string_view{name}.substr(0, name.rfind('/'));
            const bool known = description.find(field) != model_description::no_slot;
            if (!known || text != "null" || name.find('/') != std::string::npos) {
                found_.push_back({path + '/' + name, known, std::string{text}});
            }
        }
        for (const field_description& field : description.fields) {
            value(at(model, field.offset), *field.type, path + '/' + std::string{field.wire});
        }
    }

private:
    static const void* at(const void* base, std::size_t offset) {
        return static_cast<const std::byte*>(base) + offset;
    }

    void value(const void* member, const value_type& type, const std::string& path) {
        if (type.kind == json_kind::object && type.present(member)) {
            object(type.content(member), type.model(), path);
        } else if (type.kind == json_kind::list) {
            for (std::size_t i = 0; i < type.size(member); ++i) {
                value(type.at(member, i), *type.element, path + "[]");
            }
        } else if (type.kind == json_kind::map && type.present(member)) {
            map(type.content(member), type, path);
        }
    }

    // Names are data here, so each is a known one.
    void map(const void* names, const value_type& type, const std::string& path) {
        const extra& kept = *type.kept_in(names);
        for (const std::string& name : kept.names()) {
            found_.push_back({path + "/" + name, true, std::string{*kept.text(name)}});
        }
        for (std::size_t i = 0; i < type.size(names); ++i) {
            value(type.at(names, i), *type.element, path + "{}");
        }
    }

    std::vector<kept_field>& found_;
};

} // namespace

std::span<const model_entry> all_models() {
    return entries;
}

const model_entry* find_model(std::string_view provider, std::string_view name) {
    for (const model_entry& candidate : entries) {
        if (candidate.provider == provider && candidate.name == name) {
            return &candidate;
        }
    }
    return nullptr;
}

std::vector<kept_field> kept_fields(const void* model, const model_description& description) {
    std::vector<kept_field> found;
    extra_walk{found}.object(model, description, {});
    return found;
}

} // namespace segue::test
