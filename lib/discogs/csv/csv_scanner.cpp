#include "discogs/csv/csv_scanner.hpp"

#include <algorithm>

namespace segue::discogs {

std::size_t csv_scanner::take(std::string_view bytes) {
    if (bytes.empty())
        return 0;
    if (whole_)
        begin_row();
    std::size_t taken = mark_ < marked ? skip_mark(bytes) : 0;
    while (taken < bytes.size() && !whole_)
        taken += scan(bytes.substr(taken));
    return taken;
}

bool csv_scanner::finish() {
    if (whole_)
        begin_row();
    if (mark_ < marked)
        skip_mark({});
    if (place_ == place::carriage_return) {
        add_flaw(csv_flaw::carriage_return_alone);
        end_row();
    } else if (began_) {
        if (place_ == place::quoted)
            add_flaw(csv_flaw::quotes_left_open);
        end_cell();
        end_row();
    }
    return whole_;
}

// The mark may come in pieces; what only looked like its beginning is text. An empty piece is the end.
std::size_t csv_scanner::skip_mark(std::string_view bytes) {
    std::size_t taken = 0;
    while (taken < bytes.size() && mark_ < marked && bytes[taken] == byte_order_mark[std::size_t(mark_)]) {
        ++taken;
        ++mark_;
    }
    if (mark_ == marked || (taken == bytes.size() && taken > 0))
        return taken;
    const auto looked_like = byte_order_mark.substr(0, static_cast<std::size_t>(mark_));
    mark_ = no_mark;
    if (!looked_like.empty()) {
        began_ = true;
        place_ = place::plain;
        add(looked_like);
    }
    return taken;
}

std::size_t csv_scanner::scan(std::string_view bytes) {
    const auto run = run_of_text(bytes);
    return run > 0 ? run : step(bytes.front());
}

// Nearly all bytes of a text are ones that only need to be copied.
std::size_t csv_scanner::run_of_text(std::string_view bytes) {
    std::size_t length = 0;
    if (place_ == place::quoted) {
        length = std::min(bytes.find('"'), bytes.size());
        line_ += static_cast<std::uint64_t>(
            std::count(bytes.begin(), bytes.begin() + std::ptrdiff_t(length), '\n'));
    } else if (place_ == place::plain || place_ == place::cell_start) {
        const auto special = [](char c) { return c == ',' || c == '\n' || c == '\r' || c == '"'; };
        length = static_cast<std::size_t>(std::find_if(bytes.begin(), bytes.end(), special) - bytes.begin());
        if (length > 0)
            place_ = place::plain;
    }
    if (length > 0) {
        began_ = true;
        add(bytes.substr(0, length));
    }
    return length;
}

std::size_t csv_scanner::step(char c) {
    switch (place_) {
    case place::quoted: // it is a quote
        place_ = place::quote_in_quoted;
        return 1;
    case place::quote_in_quoted:
        if (c == '"') {
            add("\"");
            place_ = place::quoted;
            return 1;
        }
        place_ = place::behind_quotes;
        return step_outside(c);
    case place::carriage_return:
        if (c != '\n')
            add_flaw(csv_flaw::carriage_return_alone);
        end_row();
        return c == '\n' ? 1 : 0;
    case place::cell_start:
        if (c == '"') {
            began_ = true;
            quotes_ = true;
            place_ = place::quoted;
            return 1;
        }
        return step_outside(c);
    case place::plain:
    case place::behind_quotes:
        return step_outside(c);
    }
    return 1;
}

std::size_t csv_scanner::step_outside(char c) {
    switch (c) {
    case ',':
        began_ = true;
        end_cell();
        place_ = place::cell_start;
        return 1;
    case '\r':
        end_cell();
        place_ = place::carriage_return;
        return 1;
    case '\n':
        end_cell();
        end_row();
        return 1;
    default:
        began_ = true;
        add_flaw(
            place_ == place::behind_quotes ? csv_flaw::text_behind_quotes : csv_flaw::quote_in_plain_cell);
        add(std::string_view(&c, 1));
        place_ = place::plain;
        return 1;
    }
}

void csv_scanner::add(std::string_view text) {
    const auto room = longest_row_ - std::min(longest_row_, text_.size());
    if (text.size() > room)
        add_flaw(csv_flaw::row_too_long);
    text_.append(text.substr(0, room));
}

void csv_scanner::add_flaw(csv_flaw::kind what) {
    const bool told = std::any_of(flaws_.begin(), flaws_.end(), [&](const csv_flaw& f) {
        return f.what == what && (f.cell == ends_.size() || what == csv_flaw::row_too_long);
    });
    if (!told && flaws_.size() < most_flaws)
        flaws_.push_back({what, ends_.size()});
}

// A row of nothing but separators is bounded like any other.
void csv_scanner::end_cell() {
    if (ends_.size() < longest_row_)
        ends_.push_back(text_.size());
    else
        add_flaw(csv_flaw::row_too_long);
}

void csv_scanner::end_row() {
    ++line_;
    if (ends_.size() == 1 && text_.empty() && !quotes_ && flaws_.empty()) {
        begin_row();
        return;
    }
    cells_.clear();
    std::size_t from = 0;
    for (const auto end : ends_) {
        cells_.push_back(std::string_view(text_).substr(from, end - from));
        from = end;
    }
    row_ = {++rows_, first_line_, cells_, flaws_};
    whole_ = true;
}

void csv_scanner::begin_row() {
    whole_ = false;
    began_ = false;
    quotes_ = false;
    place_ = place::cell_start;
    first_line_ = line_;
    text_.clear();
    ends_.clear();
    flaws_.clear();
}

} // namespace segue::discogs
