#include "discogs/models/descriptions.hpp"

namespace segue::discogs {

const price* price_suggestions::find(media_condition condition) const noexcept {
    const auto shown = [](const std::optional<price>& p) { return p ? &*p : nullptr; };
    switch (condition) {
    case media_condition::mint:
        return shown(mint);
    case media_condition::near_mint:
        return shown(near_mint);
    case media_condition::very_good_plus:
        return shown(very_good_plus);
    case media_condition::very_good:
        return shown(very_good);
    case media_condition::good_plus:
        return shown(good_plus);
    case media_condition::good:
        return shown(good);
    case media_condition::fair:
        return shown(fair);
    case media_condition::poor:
        return shown(poor);
    }
    return nullptr;
}

bool price_suggestions::empty() const noexcept {
    return !mint && !near_mint && !very_good_plus && !very_good && !good_plus && !good && !fair && !poor;
}

} // namespace segue::discogs

namespace segue::resource {

const model_description& json_traits<discogs::price_suggestions>::description() {
    using model = discogs::price_suggestions;
    static const auto table = describe(
        &model::extra,
        field("Mint (M)", "mint", &model::mint),
        field("Near Mint (NM or M-)", "near_mint", &model::near_mint),
        field("Very Good Plus (VG+)", "very_good_plus", &model::very_good_plus),
        field("Very Good (VG)", "very_good", &model::very_good),
        field("Good Plus (G+)", "good_plus", &model::good_plus),
        field("Good (G)", "good", &model::good),
        field("Fair (F)", "fair", &model::fair),
        field("Poor (P)", "poor", &model::poor));
    return table;
}

const model_description& json_traits<discogs::marketplace_stats>::description() {
    using model = discogs::marketplace_stats;
    static const auto table = describe(
        &model::extra,
        field("num_for_sale", &model::num_for_sale),
        field("lowest_price", &model::lowest_price),
        field("blocked_from_sale", &model::blocked_from_sale));
    return table;
}

} // namespace segue::resource
