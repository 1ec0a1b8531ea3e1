#include "listings.hpp"

#include "render.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace segue::emulator {
namespace {

/// By what one listing is compared: a text or a number, the other is the same for all.
struct sort_key {
    std::string text{};
    std::int64_t number = 0;
    const listing_record* listing = nullptr;
};

sort_key key_of(const catalog& data, const listing_record& listing, std::string_view by) {
    sort_key out;
    out.listing = &listing;
    const release_record* release = data.release(listing.release);
    if (by == "listed")
        out.number = listing.posted.time_since_epoch().count();
    else if (by == "price")
        out.number = convert(listing.price, currency_or_dollar(listing.currency), currency_or_dollar("USD"));
    else if (by == "status")
        out.text = listing.status;
    else if (by == "location")
        out.text = listing.location;
    else if (release == nullptr)
        return out;
    else if (by == "item")
        out.text = release->title;
    else if (by == "artist")
        out.text = display_artists(release->artists);
    else if (by == "label")
        out.text = first_label(*release);
    else if (by == "catno")
        out.text = catalog_numbers(*release);
    // `audio` tells nothing apart: no listing has a sample.
    return out;
}

} // namespace

listing_record& listing_book::add(listing_record addition) {
    last_ += numbers_.between(1, 999);
    addition.id = last_;
    by_release_[addition.release].push_back(last_);
    by_seller_[addition.seller].push_back(last_);
    return listings_.emplace(last_, std::move(addition)).first->second;
}

listing_record* listing_book::find(database_id id) {
    const auto found = listings_.find(id);
    return found == listings_.end() ? nullptr : &found->second;
}

const listing_record* listing_book::find(database_id id) const {
    const auto found = listings_.find(id);
    return found == listings_.end() ? nullptr : &found->second;
}

std::vector<listing_record*> listing_book::of(std::string_view seller) {
    std::vector<listing_record*> out;
    if (const auto ids = by_seller_.find(seller); ids != by_seller_.end())
        for (const database_id id : ids->second)
            out.push_back(find(id));
    return out;
}

std::vector<listing_record*> listing_book::copies(std::string_view seller, database_id release) {
    std::vector<listing_record*> out;
    const auto ids = by_release_.find(release);
    if (ids == by_release_.end())
        return out;
    for (const database_id id : ids->second) {
        listing_record* found = find(id);
        if (found->release == release && found->seller == seller)
            out.push_back(found);
    }
    return out;
}

std::vector<const listing_record*> listing_book::of(std::string_view seller) const {
    std::vector<const listing_record*> out;
    if (const auto ids = by_seller_.find(seller); ids != by_seller_.end())
        for (const database_id id : ids->second)
            out.push_back(find(id));
    return out;
}

void listing_book::moved(const listing_record& listing) {
    std::vector<database_id>& ids = by_release_[listing.release];
    if (std::find(ids.begin(), ids.end(), listing.id) == ids.end())
        ids.push_back(listing.id);
}

offer_summary listing_book::offers(const release_record& of) const {
    offer_summary out{of.for_sale, of.lowest_price_cents};
    const auto ids = by_release_.find(of.id);
    if (ids == by_release_.end())
        return out;
    for (const database_id id : ids->second) {
        const listing_record* listing = find(id);
        // What moved to another release is in that one's list too.
        if (!listing->on_sale() || listing->release != of.id)
            continue;
        ++out.count;
        const cents price =
            convert(listing->price, currency_or_dollar(listing->currency), currency_or_dollar("USD"));
        out.lowest = out.lowest == 0 ? price : std::min(out.lowest, price);
    }
    return out;
}

std::vector<database_id> listing_book::stock(
    const catalog& data, std::string_view seller, std::string_view currency, int copies, wall_second now) {
    static constexpr std::array<std::string_view, 4> remarks{
        "", "Plays fine, light marks.", "Still sealed.", "Corner bent; \"promo\" stamp, see photo"};
    // Known releases stay out of it: what they cost shows in their answers.
    constexpr database_id first_generated = 9'310'000;
    std::vector<database_id> from;
    for (auto at = data.releases.lower_bound(first_generated); at != data.releases.end(); ++at)
        from.push_back(at->first);
    std::vector<database_id> out;
    if (from.empty())
        return out;
    const int last = static_cast<int>(from.size()) - 1;
    for (int i = 0; i < copies; ++i) {
        listing_record one;
        one.release = from[static_cast<std::size_t>(numbers_.between(0, last))];
        one.seller = std::string(seller);
        one.currency = std::string(currency);
        one.condition = media_conditions()[static_cast<std::size_t>(numbers_.between(0, 4))];
        one.sleeve_condition = sleeve_conditions()[static_cast<std::size_t>(numbers_.between(0, 10))];
        one.comments = remarks[static_cast<std::size_t>(numbers_.between(0, 3))];
        one.price = numbers_.between(99, 9'999);
        one.allow_offers = numbers_.between(0, 1) == 1;
        one.external_id = "box " + std::to_string(numbers_.between(1, 40));
        one.location = "shelf " + std::to_string(numbers_.between(1, 12));
        one.posted = now - std::chrono::minutes{numbers_.between(1, 500'000)};
        out.push_back(add(std::move(one)).id);
    }
    return out;
}

void sort_listings(
    const catalog& data, std::vector<const listing_record*>& listings, const inventory_order& order) {
    std::vector<sort_key> keys;
    keys.reserve(listings.size());
    for (const listing_record* listing : listings)
        keys.push_back(key_of(data, *listing, order.key));
    std::sort(keys.begin(), keys.end(), [&order](const sort_key& left, const sort_key& right) {
        if (left.number != right.number)
            return order.descending ? left.number > right.number : left.number < right.number;
        if (left.text != right.text)
            return order.descending ? left.text > right.text : left.text < right.text;
        return left.listing->id < right.listing->id;
    });
    std::transform(
        keys.begin(), keys.end(), listings.begin(), [](const sort_key& key) { return key.listing; });
}

std::string listing_format(const release_record& from) {
    std::string out;
    for (const format_record& format : from.formats) {
        out += out.empty() ? "" : " + ";
        if (format.quantity != "1")
            out += format.quantity + "x";
        out += format.name;
        for (const std::string& word : format.descriptions)
            out += ", " + word;
    }
    return out;
}

std::string listing_description(const release_record& from) {
    return display_artists(from.artists) + " - " + from.title + " (" + listing_format(from) + ")";
}

std::string first_label(const release_record& from) {
    return from.labels.empty() ? std::string{} : from.labels.front().name;
}

std::string catalog_numbers(const release_record& from) {
    std::string out;
    for (const label_credit& label : from.labels)
        out.append(out.empty() ? "" : ", ").append(label.catalog_number);
    return out;
}

} // namespace segue::emulator
