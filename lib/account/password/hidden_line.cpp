#include "account/password/hidden_line.hpp"

#include <string_view>

namespace segue::account::password {
namespace {

constexpr unsigned char back_space = 0x08;
constexpr unsigned char del = 0x7f;

} // namespace

hidden_line::hidden_line(const keys& meaning) : keys_(meaning) {}

hidden_line::outcome hidden_line::feed(unsigned char key) {
    if (literal_) {
        literal_ = false;
        return add(key);
    }
    if (key == '\n' || key == '\r')
        return outcome::done;
    if (key == keys_.interrupt)
        return outcome::interrupt;
    if (key == keys_.quit)
        return outcome::quit;
    if (key == keys_.suspend)
        return outcome::suspend;
    if (key == keys_.end) // in a line it is the line's end, as everywhere
        return typed_.empty() ? outcome::end : outcome::done;
    // Terminals and their settings do not always agree on the one of the two that the key sends.
    if (key == keys_.erase || key == back_space || key == del)
        erase_one();
    else if (key == keys_.erase_word)
        erase_word();
    else if (key == keys_.erase_all)
        typed_.clear();
    else if (key == keys_.literal)
        literal_ = true;
    else
        return add(key);
    return outcome::more;
}

secret hidden_line::take() {
    secret out(std::string_view(reinterpret_cast<const char*>(typed_.data()), typed_.size()));
    typed_ = {};
    literal_ = false;
    return out;
}

hidden_line::outcome hidden_line::add(unsigned char key) {
    if (typed_.size() == most_bytes)
        return outcome::too_long;
    typed_.push_back(key);
    return outcome::more;
}

// One character: in UTF-8, back to the byte that begins it.
void hidden_line::erase_one() noexcept {
    while (!typed_.empty()) {
        const bool inner = (typed_.back() & 0xc0U) == 0x80U;
        typed_.pop_back();
        if (!inner)
            break;
    }
}

void hidden_line::erase_word() noexcept {
    while (!typed_.empty() && typed_.back() == ' ')
        typed_.pop_back();
    while (!typed_.empty() && typed_.back() != ' ')
        typed_.pop_back();
}

} // namespace segue::account::password
