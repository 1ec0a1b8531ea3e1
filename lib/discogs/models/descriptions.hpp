#pragma once

#include "discogs/models/submissions_form.hpp"
#include "resource/json_model.hpp"

#include <segue/discogs/models/artist.hpp>
#include <segue/discogs/models/artist_release.hpp>
#include <segue/discogs/models/basic_information.hpp>
#include <segue/discogs/models/collection.hpp>
#include <segue/discogs/models/identity.hpp>
#include <segue/discogs/models/inventory_job.hpp>
#include <segue/discogs/models/label.hpp>
#include <segue/discogs/models/listing.hpp>
#include <segue/discogs/models/master.hpp>
#include <segue/discogs/models/master_version.hpp>
#include <segue/discogs/models/order.hpp>
#include <segue/discogs/models/order_message.hpp>
#include <segue/discogs/models/pagination.hpp>
#include <segue/discogs/models/price.hpp>
#include <segue/discogs/models/rating.hpp>
#include <segue/discogs/models/release.hpp>
#include <segue/discogs/models/release_market.hpp>
#include <segue/discogs/models/search.hpp>
#include <segue/discogs/models/service_error.hpp>
#include <segue/discogs/models/service_info.hpp>
#include <segue/discogs/models/submission.hpp>
#include <segue/discogs/models/user.hpp>
#include <segue/discogs/models/user_list.hpp>
#include <segue/discogs/models/want.hpp>

#include <string_view>

/// Tells the JSON reader and writer where each Discogs model is described; a new model adds its lines here.
namespace segue::resource {

template <>
struct json_traits<discogs::image> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::video> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::artist_credit> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::track> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::format> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::identifier> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::label_credit> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::company> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::user_summary> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::community_rating_value> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::community> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::stat_counts> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::release_list_stats> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::pagination_urls> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::pagination> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::release> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::artist> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::artist_reference> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::artist_release> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::search_community> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::search_user_data> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::search_result> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::service_error_detail> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::service_error> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::page<discogs::artist_release>> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::page<discogs::search_result>> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::user_release_rating> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::community_rating> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::release_stats> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::price> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::converted_price> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::original_price> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::seller_stats> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::listing_seller> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::listing_release> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::listing> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::listing_created> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::page<discogs::listing>> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::order_party> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::order_item> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::order_shipping> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::order_tracking> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::order_tax> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::order> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::page<discogs::order>> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::order_reference> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::order_refund> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::order_message> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::page<discogs::order_message>> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::price_suggestions> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::marketplace_stats> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::database_statistics> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::service_info> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::master> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::master_version> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::version_filters> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::filter_value> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::filter_facet> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::master_versions_page> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::inventory_export> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::page<discogs::inventory_export>> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::inventory_upload> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::page<discogs::inventory_upload>> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::label_reference> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::label> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::label_release> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::page<discogs::label_release>> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::identity> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::user> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::submitted_artist> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::submitted_label> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::submitted_entries> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::submissions_form> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::collection_note> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::page<discogs::release>> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::basic_information> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::collection_folder> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::collection_item> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::instance_created> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::collection_field> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::collection_value> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::page<discogs::collection_folder>> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::page<discogs::collection_item>> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::page<discogs::collection_field>> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::want> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::page<discogs::want>> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::user_list_summary> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::user_list_item> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::user_list> {
    static const model_description& description();
};

template <>
struct json_traits<discogs::page<discogs::user_list_summary>> {
    static const model_description& description();
};

/// Builds the table of a page whose items stand under this key; one item type may have several.
template <class Item>
auto describe_page(std::string_view items_key) {
    using page = discogs::page<Item>;
    const auto items =
        items_key == "items" ? field("items", &page::items) : field(items_key, "items", &page::items);
    return describe(&page::extra, field("pagination", &page::pagination), items);
}

} // namespace segue::resource
