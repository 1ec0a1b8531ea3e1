#include "discogs/csv/row_writer.hpp"

#include "discogs/csv/columns.hpp"

#include <type_traits>

namespace segue::discogs {
namespace {

enum class need : unsigned char { required, optional };

// Walks the columns of a row in their order: counts them, checks them, names them or writes them.
class row_walk {
public:
    enum class pass : unsigned char { check, names, cells };

    row_walk(pass p, std::uint32_t columns, std::string& out, problem_list& problems)
        : pass_(p), columns_(columns), out_(out), problems_(problems) {}

    template <class Tag>
    void id(std::string_view name, strong_id<Tag> value, need n) {
        if (begin(name, static_cast<bool>(value), n))
            cell(name, cell_rule::id, std::to_string(value.value()));
    }

    void price(std::string_view name, const std::optional<decimal>& value, need n) {
        if (begin(name, value.has_value(), n))
            cell(name, cell_rule::price, to_string(shortened(*value)));
    }

    template <class Enum>
    void condition(std::string_view name, const std::optional<Enum>& value, need n) {
        constexpr auto rule =
            std::is_same_v<Enum, media_condition> ? cell_rule::media_condition : cell_rule::sleeve_condition;
        if (begin(name, value.has_value(), n))
            cell(name, rule, to_text(*value));
    }

    void yes_or_no(std::string_view name, const std::optional<bool>& value) {
        if (begin(name, value.has_value(), need::optional))
            cell(name, cell_rule::yes_or_no, *value ? "Y" : "N");
    }

    void count(std::string_view name, const std::optional<std::int64_t>& value) {
        if (begin(name, value.has_value(), need::optional))
            cell(name, cell_rule::count, std::to_string(*value));
    }

    void text(std::string_view name, const std::optional<std::string_view>& value) {
        if (begin(name, value.has_value(), need::optional))
            cell(name, cell_rule::text, *value);
    }

    // Which columns have a value, one bit for each.
    std::uint32_t set() const noexcept { return set_; }

private:
    // Tells whether the value is wanted.
    bool begin(std::string_view name, bool is_set, need n) {
        const auto bit = std::uint32_t{1} << index_++;
        if (is_set)
            set_ |= bit;
        if (pass_ == pass::check) {
            if (!is_set && n == need::required)
                problems_.add(csv_fault::empty_cell, name, {});
            return is_set;
        }
        if ((columns_ & bit) == 0)
            return false;
        if (!first_)
            out_ += ',';
        first_ = false;
        if (pass_ == pass::names)
            out_ += name;
        return pass_ == pass::cells && is_set;
    }

    void cell(std::string_view name, cell_rule rule, std::string_view value) {
        if (pass_ == pass::cells) {
            append_quoted(value);
        } else if (!is_clean_utf8(value)) {
            problems_.add(csv_fault::not_utf8, name, value);
        } else if (const auto fault = judge_cell(rule, value)) {
            problems_.add(*fault, name, value, [&] { return hint_for(rule, value); });
        }
    }

    void append_quoted(std::string_view value) {
        if (value.find_first_of(",\"\r\n") == std::string_view::npos) {
            out_ += value;
            return;
        }
        out_ += '"';
        for (const char c : value)
            out_.append(c == '"' ? 2 : 1, c);
        out_ += '"';
    }

    // 12.500 is 12.50 to the service.
    static decimal shortened(decimal value) {
        constexpr int decimals = 2;
        auto coefficient = value.coefficient();
        auto scale = value.scale();
        for (; scale > decimals && coefficient % 10 == 0 && coefficient != 0; --scale)
            coefficient /= 10;
        return {coefficient, scale};
    }

    pass pass_;
    std::uint32_t columns_;
    std::string& out_;
    problem_list& problems_;
    unsigned index_ = 0;
    std::uint32_t set_ = 0;
    bool first_ = true;
};

void walk(row_walk& to, const inventory_add_row& row) {
    to.id("release_id", row.release_id, need::required);
    to.price("price", row.price, need::required);
    to.condition("media_condition", row.media_condition, need::required);
    to.condition("sleeve_condition", row.sleeve_condition, need::optional);
    to.text("comments", row.comments);
    to.yes_or_no("accept_offer", row.accept_offer);
    to.text("location", row.location);
    to.text("external_id", row.external_id);
    to.count("weight", row.weight);
    to.count("format_quantity", row.format_quantity);
}

void walk(row_walk& to, const inventory_change_row& row) {
    to.id("release_id", row.release_id, need::required);
    to.id("listing_id", row.listing_id.value_or(0), need::optional);
    to.price("price", row.price, need::optional);
    to.condition("media_condition", row.media_condition, need::optional);
    to.condition("sleeve_condition", row.sleeve_condition, need::optional);
    to.text("comments", row.comments);
    to.yes_or_no("accept_offer", row.accept_offer);
    to.text("external_id", row.external_id);
    to.text("location", row.location);
    to.count("weight", row.weight);
    to.count("format_quantity", row.format_quantity);
}

void walk(row_walk& to, const inventory_delete_row& row) {
    to.id("listing_id", row.listing_id, need::required);
}

constexpr std::uint32_t ids_of_a_change = 0b11;

} // namespace

template <class Row>
bool row_writer<Row>::append(std::string& out, const Row& row, std::uint64_t number, problem_list& problems) {
    const auto before = problems.count();
    problems.at(number, 0);
    row_walk check(row_walk::pass::check, columns_, out, problems);
    walk(check, row);
    if constexpr (std::is_same_v<Row, inventory_change_row>) {
        if ((check.set() & ~ids_of_a_change) == 0)
            problems.add(csv_fault::nothing_to_change, {}, {});
        else if (rows_ > 0 && check.set() != columns_)
            problems.add(csv_fault::other_columns_before, {}, {});
    }
    if (problems.count() != before)
        return false;
    if (rows_ == 0) {
        if constexpr (std::is_same_v<Row, inventory_change_row>)
            columns_ = check.set();
        row_walk names(row_walk::pass::names, columns_, out, problems);
        walk(names, row);
        out += "\r\n";
    }
    row_walk cells(row_walk::pass::cells, columns_, out, problems);
    walk(cells, row);
    out += "\r\n";
    ++rows_;
    return true;
}

template class row_writer<inventory_add_row>;
template class row_writer<inventory_change_row>;
template class row_writer<inventory_delete_row>;

} // namespace segue::discogs
