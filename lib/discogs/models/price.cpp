#include "discogs/models/descriptions.hpp"

namespace segue::discogs {
namespace {

std::optional<money>
joined(const std::optional<decimal>& value, const std::optional<open_enum<currency>>& currency) {
    if (!value)
        return std::nullopt;
    return money{*value, currency ? std::string(currency->text()) : std::string()};
}

} // namespace

std::optional<money> price::as_money() const {
    return joined(value, currency);
}

std::optional<money> original_price::as_money() const {
    return joined(value, currency_code);
}

} // namespace segue::discogs

namespace segue::resource {

const model_description& json_traits<discogs::price>::description() {
    using model = discogs::price;
    static const auto table =
        describe(&model::extra, field("value", &model::value), field("currency", &model::currency));
    return table;
}

const model_description& json_traits<discogs::converted_price>::description() {
    using model = discogs::converted_price;
    static const auto table = describe(
        &model::extra,
        field("curr_abbr", "currency_code", &model::currency_code),
        field("curr_id", "currency_id", &model::currency_id),
        field("formatted", &model::formatted),
        field("value", &model::value));
    return table;
}

const model_description& json_traits<discogs::original_price>::description() {
    using model = discogs::original_price;
    static const auto table = describe(
        &model::extra,
        field("curr_abbr", "currency_code", &model::currency_code),
        field("curr_id", "currency_id", &model::currency_id),
        field("formatted", &model::formatted),
        field("value", &model::value),
        field("converted", &model::converted));
    return table;
}

} // namespace segue::resource
