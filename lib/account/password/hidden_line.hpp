#pragma once

#include "account/wiped_bytes.hpp"

#include <segue/account/secret.hpp>

#include <cstddef>
#include <optional>

namespace segue::account::password {

/// A line that is typed without being shown. No I/O.
///
/// The terminal edits lines itself, but only hands them over when they are complete, and acts on Ctrl-C at
/// once: the program would die with a terminal that shows nothing any more. So the keys come one by one, and
/// the line is edited here, as the terminal does it.
class hidden_line {
public:
    /// Most bytes of a line, as many as a terminal takes.
    static constexpr std::size_t most_bytes = 4096;

    /// Which keys mean something; none for what is off.
    struct keys {
        std::optional<unsigned char> erase{};
        std::optional<unsigned char> erase_word{};
        std::optional<unsigned char> erase_all{};
        std::optional<unsigned char> end{};
        std::optional<unsigned char> interrupt{};
        std::optional<unsigned char> quit{};
        std::optional<unsigned char> suspend{};
        /// Takes the next key as it is.
        std::optional<unsigned char> literal{};
    };

    /// What a key has brought.
    enum class outcome : unsigned char { more, done, end, too_long, interrupt, quit, suspend };

    explicit hidden_line(const keys& meaning);

    outcome feed(unsigned char key);

    /// What was typed. It is wiped here.
    secret take();

private:
    outcome add(unsigned char key);
    void erase_one() noexcept;
    void erase_word() noexcept;

    keys keys_;
    wiped_bytes typed_;
    bool literal_ = false;
};

} // namespace segue::account::password
