#include "csv.hpp"

namespace segue::emulator {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Walks over the text cell by cell.
class reader {
public:
    explicit reader(std::string_view text) : left_(text) {}

    csv_table read() {
        while (!left_.empty() && out_.problem.empty()) {
            if (take_line_end())
                continue;
            read_row();
        }
        if (!out_.problem.empty())
            out_.problem += " in row " + std::to_string(out_.rows.size() + 1);
        return std::move(out_);
    }

private:
    bool take_line_end() {
        const std::size_t length = left_.starts_with("\r\n") ? 2 : left_.starts_with('\n') ? 1 : 0;
        left_.remove_prefix(length);
        return length > 0;
    }

    void read_row() {
        std::vector<std::string> cells;
        for (;;) {
            cells.push_back(left_.starts_with('"') ? read_quoted() : read_plain());
            if (!out_.problem.empty())
                return;
            if (left_.starts_with(',')) {
                left_.remove_prefix(1);
                continue;
            }
            if (left_.empty() || take_line_end())
                break;
            out_.problem = "text after a closing quote";
            return;
        }
        out_.rows.push_back(std::move(cells));
    }

    std::string read_plain() {
        std::size_t end = 0;
        while (end < left_.size() && left_[end] != ',' && left_[end] != '\n' &&
               !left_.substr(end).starts_with("\r\n")) {
            if (left_[end] == '"')
                out_.problem = "a quote inside of a cell that is not quoted";
            ++end;
        }
        std::string out(left_.substr(0, end));
        left_.remove_prefix(end);
        return out;
    }

    std::string read_quoted() {
        std::string out;
        left_.remove_prefix(1);
        for (;;) {
            const std::size_t quote = left_.find('"');
            if (quote == std::string_view::npos) {
                out_.problem = "a quote that is never closed";
                return out;
            }
            out.append(left_.substr(0, quote));
            left_.remove_prefix(quote + 1);
            if (!left_.starts_with('"'))
                return out;
            out += '"';
            left_.remove_prefix(1);
        }
    }

    std::string_view left_;
    csv_table out_{};
};

/// How many bytes the character that begins with this one has; 0: none begins so.
std::size_t utf8_length(unsigned char lead) noexcept {
    if (lead < 0x80)
        return lead == 0 ? 0 : 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return 2;
    if (lead >= 0xE0 && lead <= 0xEF)
        return 3;
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

/// Overlong forms, surrogates and what lies behind the last character show in the second byte.
bool good_second(unsigned char lead, unsigned char second) noexcept {
    const unsigned char least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const unsigned char most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    return second >= least && second <= most;
}

} // namespace

csv_table read_csv(std::string_view text) {
    if (text.starts_with(byte_order_mark))
        text.remove_prefix(byte_order_mark.size());
    return reader(text).read();
}

void append_csv(std::string& out, const std::vector<std::string>& cells) {
    bool first = true;
    for (const std::string& cell : cells) {
        if (!first)
            out += ',';
        first = false;
        if (cell.find_first_of(",\"\r\n") == std::string::npos) {
            out += cell;
            continue;
        }
        out += '"';
        for (const char c : cell) {
            if (c == '"')
                out += '"';
            out += c;
        }
        out += '"';
    }
    out += "\r\n";
}

bool is_plain_utf8(std::string_view text) noexcept {
    while (!text.empty()) {
        const auto lead = static_cast<unsigned char>(text.front());
        const std::size_t length = utf8_length(lead);
        if (length == 0 || text.size() < length)
            return false;
        for (std::size_t i = 1; i < length; ++i) {
            const auto byte = static_cast<unsigned char>(text[i]);
            if ((byte & 0xC0U) != 0x80U || (i == 1 && !good_second(lead, byte)))
                return false;
        }
        text.remove_prefix(length);
    }
    return true;
}

} // namespace segue::emulator
