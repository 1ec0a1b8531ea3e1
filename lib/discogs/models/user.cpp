#include "discogs/models/descriptions.hpp"

namespace segue::resource {

const model_description& json_traits<discogs::user>::description() {
    using model = discogs::user;
    static const auto table = describe(
        &model::extra,
        field("id", &model::id),
        field("resource_url", &model::resource_url),
        field("uri", &model::uri),
        field("username", &model::username),
        field("name", &model::name),
        field("home_page", &model::home_page),
        field("location", &model::location),
        field("profile", &model::profile),
        field("registered", &model::registered),
        field("rank", &model::rank),
        field("num_pending", &model::num_pending),
        field("num_for_sale", &model::num_for_sale),
        field("num_lists", &model::num_lists),
        field("releases_contributed", &model::releases_contributed),
        field("releases_rated", &model::releases_rated),
        field("rating_avg", &model::rating_avg),
        field("inventory_url", &model::inventory_url),
        field("collection_folders_url", &model::collection_folders_url),
        field("collection_fields_url", &model::collection_fields_url),
        field("wantlist_url", &model::wantlist_url),
        field("avatar_url", &model::avatar_url),
        field("curr_abbr", "currency_code", &model::currency_code),
        field("activated", &model::activated),
        field("marketplace_suspended", &model::marketplace_suspended),
        field("banner_url", &model::banner_url),
        field("buyer_rating", &model::buyer_rating),
        field("buyer_rating_stars", &model::buyer_rating_stars),
        field("buyer_num_ratings", &model::buyer_num_ratings),
        field("seller_rating", &model::seller_rating),
        field("seller_rating_stars", &model::seller_rating_stars),
        field("seller_num_ratings", &model::seller_num_ratings),
        field("is_staff", &model::is_staff),
        field("num_collection", &model::num_collection),
        field("num_wantlist", &model::num_wantlist),
        field("num_unread", &model::num_unread),
        field("email", &model::email));
    return table;
}

} // namespace segue::resource
