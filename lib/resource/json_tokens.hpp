#pragma once

#include "resource/json_model.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace segue::resource {

/// Puts JSON tokens together to a text without blanks; numbers keep their digits.
class json_tokens {
public:
    void clear() {
        text_.clear();
        depth_ = 0;
        comma_ = false;
    }

    void open(char bracket) {
        separate();
        text_ += bracket;
        ++depth_;
        comma_ = false;
    }

    void close(char bracket) {
        text_ += bracket;
        --depth_;
        comma_ = true;
    }

    void key(std::string_view name) {
        separate();
        write_text(text_, name);
        text_ += ':';
        comma_ = false;
    }

    void token(std::string_view token) {
        separate();
        text_ += token;
        comma_ = true;
    }

    void string(std::string_view content) {
        separate();
        write_text(text_, content);
        comma_ = true;
    }

    /// Whether every bracket is closed.
    [[nodiscard]] bool complete() const { return depth_ == 0; }
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    void separate() {
        if (comma_) {
            text_ += ',';
        }
    }

    std::string text_;
    std::size_t depth_ = 0;
    bool comma_ = false;
};

} // namespace segue::resource
