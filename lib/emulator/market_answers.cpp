#include "market_answers.hpp"

#include "listing_change.hpp"

#include <algorithm>
#include <array>

// Inventories, listings, and what the marketplace says of a price or a release.

namespace segue::emulator {

const currency_info* wanted_currency(const call& asked, response& refusal) {
    const auto wanted = find_query(asked.target.query, "curr_abbr");
    if (!wanted)
        return asked.caller == nullptr ? find_currency("USD") : &currency_of(*asked.caller);
    const currency_info* found = find_currency(*wanted);
    if (found != nullptr)
        return found;
    refusal = error_answer(422, "Invalid curr_abbr: expected one of " + currency_codes() + ".");
    return nullptr;
}

std::optional<list_order>
wanted_order(const call& asked, word_list keys, std::string_view usual, response& refusal) {
    static constexpr std::array<std::string_view, 2> directions{"asc", "desc"};
    list_order out;
    out.key = std::string(find_query(asked.target.query, "sort").value_or(usual));
    const std::string_view direction = find_query(asked.target.query, "sort_order").value_or("asc");
    out.descending = direction == "desc";
    if (!contains(keys, out.key))
        refusal = error_answer(422, expected_one_of("sort", keys));
    else if (!contains(directions, direction))
        refusal = error_answer(422, expected_one_of("sort_order", directions));
    else
        return out;
    return std::nullopt;
}

namespace {

namespace json = boost::json;

constexpr std::int64_t deepest_foreign_page = 100;

constexpr std::array<std::string_view, 9> inventory_keys{
    "listed", "price", "item", "artist", "label", "catno", "audio", "status", "location"};
/// The last two are the owner's.
constexpr std::size_t public_keys = 7;

bool equal_letters(char left, char right) {
    return equal_ignoring_case({&left, 1}, {&right, 1});
}

/// The loose text filter that the documentation does not know.
bool mentions(const catalog& data, const listing_record& listing, std::string_view words) {
    if (words.empty())
        return true;
    const release_record* release = data.release(listing.release);
    const std::string text = release == nullptr ? std::string{}
                                                : listing_description(*release) + " " +
                                                      first_label(*release) + " " + catalog_numbers(*release);
    return std::search(text.begin(), text.end(), words.begin(), words.end(), equal_letters) != text.end();
}

bool shows_under(const listing_record& listing, std::string_view filter, bool by_owner) {
    if (!by_owner)
        return listing.on_sale();
    if (filter.empty())
        return listing.status != "Deleted";
    return filter == "All" || listing.status == filter;
}

response
render_inventory(const call& asked, std::vector<const listing_record*>& listings, std::string_view filter) {
    const auto words = find_query(asked.target.query, "q").value_or("");
    std::erase_if(listings, [&](const listing_record* each) {
        return !shows_under(*each, filter, asked.by_owner()) || !mentions(asked.data, *each, words);
    });
    response refusal;
    const word_list keys(inventory_keys.data(), asked.by_owner() ? inventory_keys.size() : public_keys);
    const auto order = wanted_order(asked, keys, "listed", refusal);
    if (!order)
        return refusal;
    sort_listings(asked.data, listings, {order->key, order->descending});
    market_viewer to;
    to.to = asked.to;
    to.currency = wanted_currency(asked, refusal);
    to.is_seller = asked.by_owner();
    if (to.currency == nullptr)
        return refusal;
    const query_list extra = extra_parameters(asked.target.query);
    return page_answer(asked, "listings", listings, extra, {}, [&](const listing_record* each) {
        return render_listing(asked.data, *each, *asked.owner, to);
    });
}

response inventory(const call& asked) {
    std::string_view filter;
    if (const auto wanted = find_query(asked.target.query, "status")) {
        const auto known = spelled(inventory_filters(), *wanted);
        if (!known)
            return error_answer(422, expected_one_of("status", inventory_filters()));
        filter = *known;
    }
    if (!asked.by_owner() && read_page_request(asked.target.query).page > deepest_foreign_page)
        return error_answer(403, "Pagination above 100 disabled for inventories besides your own");
    auto listings = std::as_const(asked.state.market.listings).of(asked.owner->username);
    const auto inserted = static_cast<std::size_t>(asked.options.inserted_items);
    if (inserted == 0 || listings.empty())
        return render_inventory(asked, listings, filter);
    // A list that drifts gains copies at its front, as when the seller lists on.
    std::vector<listing_record> invented(inserted, *listings.front());
    for (std::size_t i = 0; i < inserted; ++i) {
        invented[i].id = 90'000'001 + static_cast<database_id>(i);
        invented[i].status = "For Sale";
        invented[i].posted = {};
        listings.push_back(&invented[i]);
    }
    return render_inventory(asked, listings, filter);
}

/// The listing that the path names, for whom it exists; null when it does not.
listing_record* named_listing(const call& asked) {
    listing_record* found = asked.state.market.listings.find(asked.where.number("listing_id"));
    if (found == nullptr || found->status == "Deleted")
        return nullptr;
    const bool own = asked.caller != nullptr && asked.caller->username == found->seller;
    return own || found->on_sale() || found->status == "Sold" ? found : nullptr;
}

response get_listing(const call& asked) {
    const listing_record* found = named_listing(asked);
    if (found == nullptr)
        return nothing_there();
    response refusal;
    market_viewer to;
    to.to = asked.to;
    to.currency = wanted_currency(asked, refusal);
    if (to.currency == nullptr)
        return refusal;
    to.is_seller = asked.caller != nullptr && asked.caller->username == found->seller;
    const account* seller = asked.state.accounts.find(found->seller);
    return json_answer(render_listing(asked.data, *found, *seller, to));
}

/// Refuses what the data do not allow; 200 when there is nothing to refuse.
response judge_release(const call& asked, const listing_change& change) {
    if (change.release && asked.data.release(*change.release) == nullptr)
        return error_answer(404, no_release);
    if (change.release && asked.state.market.is_blocked(*change.release))
        return error_answer(422, "Invalid release_id: the release is blocked from sale.");
    return {};
}

response create_listing(const call& asked) {
    marketplace& state = asked.state.market;
    if (!state.may_sell(asked.caller->username))
        return error_answer(403, not_yours);
    member_reader body(asked.sent.body);
    const listing_change change = read_listing(body);
    if (!change.release)
        body.refuse("Invalid release_id: expected integer.");
    if (!change.condition)
        body.refuse(expected_one_of("condition", media_conditions()));
    if (!change.price)
        body.refuse("Invalid price: expected float.");
    if (!body.problem().empty())
        return error_answer(422, body.problem());
    if (response refusal = judge_release(asked, change); refusal.status != 200)
        return refusal;
    listing_record made;
    made.seller = asked.caller->username;
    made.posted = whole_second(asked.now.wall);
    apply(change, made, currency_of(*asked.caller).code, made.posted);
    const database_id id = state.listings.add(std::move(made)).id;
    json::object out;
    out["listing_id"] = id;
    out["resource_url"] = "https://api.discogs.com/marketplace/listings/" + std::to_string(id);
    return json_answer(out, 201);
}

/// The caller's own listing, or the answer to who has no right to it.
listing_record* own_listing(const call& asked, response& refusal) {
    listing_record* found = named_listing(asked);
    if (found == nullptr)
        refusal = nothing_there();
    else if (found->seller != asked.caller->username)
        refusal = error_answer(403, not_yours);
    else
        return found;
    return nullptr;
}

response change_listing(const call& asked) {
    response refusal;
    listing_record* found = own_listing(asked, refusal);
    if (found == nullptr)
        return refusal;
    member_reader body(asked.sent.body);
    const listing_change change = read_listing(body);
    if (!found->editable())
        body.refuse("A listing that is " + found->status + " cannot be edited.");
    if (!body.problem().empty())
        return error_answer(422, body.problem());
    if (refusal = judge_release(asked, change); refusal.status != 200)
        return refusal;
    apply(change, *found, currency_of(*asked.caller).code, whole_second(asked.now.wall));
    asked.state.market.listings.moved(*found);
    return empty_answer();
}

response delete_listing(const call& asked) {
    response refusal;
    listing_record* found = own_listing(asked, refusal);
    if (found == nullptr)
        return refusal;
    found->status = "Deleted";
    return empty_answer();
}

response fee_in(const call& asked, const currency_info& in) {
    const auto price = read_two_decimals(asked.where.text("price"));
    if (!price)
        return nothing_there();
    return json_answer(render_price(sale_fee(*price), in));
}

response fee(const call& asked) {
    return fee_in(asked, *find_currency("USD"));
}

response fee_with_currency(const call& asked) {
    const currency_info* in = find_currency(asked.where.text("currency"));
    return in == nullptr ? nothing_there() : fee_in(asked, *in);
}

response price_suggestions(const call& asked) {
    static constexpr std::array<int, 8> percent{95, 85, 65, 45, 25, 15, 10, 5};
    if (!asked.state.market.may_sell(asked.caller->username))
        return error_answer(404, "You must fill out your seller settings first.");
    const release_record* release = asked.data.release(asked.where.number("release_id"));
    if (release == nullptr)
        return error_answer(404, no_release);
    json::object out;
    const offer_summary offers = asked.state.market.offers(*release);
    const currency_info& in = currency_of(*asked.caller);
    for (std::size_t i = 0; offers.lowest > 0 && i < percent.size(); ++i) {
        // Fifteen digits, as the service has them: three times the lowest offer, less for each grade.
        const double value = static_cast<double>(offers.lowest) * 3 * percent[i] / 10'000 * in.per_dollar;
        const std::string_view grade = media_conditions()[i];
        json::object price;
        price["currency"] = json::string_view(in.code.data(), in.code.size());
        price["value"] = value;
        out[json::string_view(grade.data(), grade.size())] = std::move(price);
    }
    return json_answer(out);
}

response market_stats(const call& asked) {
    const release_record* release = asked.data.release(asked.where.number("release_id"));
    if (release == nullptr)
        return error_answer(404, no_release);
    response refusal;
    const currency_info* in = wanted_currency(asked, refusal);
    if (in == nullptr)
        return refusal;
    const bool blocked = asked.state.market.is_blocked(release->id);
    const offer_summary offers = asked.state.market.offers(*release);
    json::object out;
    out["num_for_sale"] = nullptr;
    out["lowest_price"] = nullptr;
    if (!blocked)
        out["num_for_sale"] = offers.count;
    if (!blocked && offers.count > 0)
        out["lowest_price"] = render_price(convert(offers.lowest, *find_currency("USD"), *in), *in);
    out["blocked_from_sale"] = blocked;
    return json_answer(out);
}

constexpr std::array market_table{
    operation{"GET", "/users/{username}/inventory", inventory, audience::anybody, true, false},
    operation{"GET", "/marketplace/listings/{listing_id}", get_listing, audience::anybody, false, false},
    operation{"POST", "/marketplace/listings/{listing_id}", change_listing, audience::user},
    operation{"DELETE", "/marketplace/listings/{listing_id}", delete_listing, audience::user},
    operation{"POST", "/marketplace/listings", create_listing, audience::user},
    operation{"GET", "/marketplace/fee/{price}", fee},
    operation{"GET", "/marketplace/fee/{price}/{currency}", fee_with_currency},
    operation{
        "GET",
        "/marketplace/price_suggestions/{release_id}",
        price_suggestions,
        audience::user,
        false,
        false},
    operation{"GET", "/marketplace/stats/{release_id}", market_stats, audience::anybody, false, false},
};

} // namespace

std::span<const operation> market_operations() noexcept {
    return market_table;
}

} // namespace segue::emulator
