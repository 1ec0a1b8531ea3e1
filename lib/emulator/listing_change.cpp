#include "listing_change.hpp"

#include <charconv>
#include <utility>

namespace segue::emulator {
namespace {

/// A number or the word `auto`.
std::optional<std::optional<std::int64_t>> read_automatic(member_reader& from, std::string_view name) {
    // Asked as a text it would be refused if it is a number, so the word is looked for first.
    member_reader copy = from;
    if (copy.text(name) == "auto")
        return std::optional<std::int64_t>{};
    const auto number = from.integer(name, 0);
    return number ? std::optional(number) : std::nullopt;
}

std::optional<std::int64_t> read_whole(std::string_view text) {
    std::int64_t out = 0;
    const auto [stop, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
    const bool good = ec == std::errc{} && stop == text.data() + text.size() && out >= 0;
    return good ? std::optional(out) : std::nullopt;
}

/// Walks over the cells of a row.
class row_reader {
public:
    row_reader(const csv_cells& row, std::string& problem) : row_(row), problem_(problem) {}

    std::optional<std::string> text(std::string_view column) const {
        const auto found = row_.find(column);
        return found == row_.end() ? std::nullopt : std::optional(found->second);
    }
    std::optional<std::string> choice(std::string_view column, word_list of) {
        std::optional<std::string> out = text(column);
        if (!out || contains(of, *out))
            return out;
        refuse(column, *out);
        return std::nullopt;
    }
    std::optional<cents> price(std::string_view column) {
        const auto cell = text(column);
        const auto out = cell ? read_decimal(*cell) : std::nullopt;
        if (!cell || (out && *out > 0))
            return out;
        refuse(column, *cell);
        return std::nullopt;
    }
    std::optional<std::int64_t> whole(std::string_view column) {
        const auto cell = text(column);
        const auto out = cell ? read_whole(*cell) : std::nullopt;
        if (cell && !out)
            refuse(column, *cell);
        return out;
    }
    std::optional<std::optional<std::int64_t>> automatic(std::string_view column) {
        if (text(column) == "auto")
            return std::optional<std::int64_t>{};
        const auto number = whole(column);
        return number ? std::optional(number) : std::nullopt;
    }
    std::optional<bool> yes_or_no(std::string_view column) {
        const auto cell = text(column);
        if (!cell)
            return std::nullopt;
        if (*cell != "Y" && *cell != "N")
            refuse(column, *cell);
        return *cell == "Y";
    }

private:
    void refuse(std::string_view column, std::string_view cell) {
        if (problem_.empty())
            problem_.append(cell).append(" is an invalid ").append(column);
    }

    const csv_cells& row_;
    std::string& problem_;
};

template <class Value, class Member>
void assign(const std::optional<Value>& from, Member& to) {
    if (from)
        to = *from;
}

} // namespace

void apply(const listing_change& change, listing_record& to, std::string_view currency, wall_second now) {
    const bool was_on_sale = to.on_sale();
    assign(change.release, to.release);
    assign(change.status, to.status);
    assign(change.condition, to.condition);
    assign(change.sleeve_condition, to.sleeve_condition);
    assign(change.comments, to.comments);
    assign(change.external_id, to.external_id);
    assign(change.location, to.location);
    assign(change.allow_offers, to.allow_offers);
    assign(change.weight, to.weight);
    assign(change.format_quantity, to.format_quantity);
    if (change.price) {
        to.price = *change.price;
        to.currency = std::string(currency);
    }
    if (to.on_sale() && !was_on_sale)
        to.posted = now;
}

listing_change read_listing(member_reader& from) {
    listing_change out;
    out.release = from.integer("release_id", 1);
    out.condition = from.choice("condition", media_conditions());
    out.sleeve_condition = from.choice("sleeve_condition", sleeve_conditions());
    out.price = from.amount("price", 1);
    out.comments = from.text("comments");
    out.allow_offers = from.flag("allow_offers");
    out.status = from.choice("status", listing_statuses());
    out.external_id = from.text("external_id");
    out.location = from.text("location");
    out.weight = read_automatic(from, "weight");
    out.format_quantity = read_automatic(from, "format_quantity");
    return out;
}

listing_change read_listing(const csv_cells& row, std::string& problem) {
    row_reader from(row, problem);
    listing_change out;
    out.release = from.whole("release_id");
    out.condition = from.choice("media_condition", media_conditions());
    out.sleeve_condition = from.choice("sleeve_condition", sleeve_conditions());
    out.price = from.price("price");
    out.comments = from.text("comments");
    out.allow_offers = from.yes_or_no("accept_offer");
    out.external_id = from.text("external_id");
    out.location = from.text("location");
    out.weight = from.automatic("weight");
    out.format_quantity = from.automatic("format_quantity");
    return out;
}

} // namespace segue::emulator
