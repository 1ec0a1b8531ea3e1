#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace segue {

/// Overwrites memory, also where a compiler sees that nobody reads it again.
void wipe(void* at, std::size_t bytes) noexcept;

/// Wipes memory before it gives it back.
template <class T>
struct wiping_allocator {
    using value_type = T;

    wiping_allocator() = default;
    template <class Other>
    wiping_allocator(const wiping_allocator<Other>& /*other*/) noexcept {}

    T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
    void deallocate(T* at, std::size_t count) noexcept {
        wipe(at, count * sizeof(T));
        std::allocator<T>().deallocate(at, count);
    }

    friend bool operator==(const wiping_allocator& /*a*/, const wiping_allocator& /*b*/) noexcept {
        return true;
    }
};

/// Empties a text. All of its memory is wiped, not only what the size covers: a longer value may have been
/// there before.
inline void wipe(std::string& text) noexcept {
    text.resize(text.capacity());
    wipe(text.data(), text.size());
    text.clear();
}

/// Makes room for so many characters, and wipes the memory that the text leaves for it.
inline void reserve_wiping(std::string& text, std::size_t room) {
    if (text.capacity() >= room)
        return;
    std::string larger;
    larger.reserve(std::max(room, 2 * text.capacity()));
    larger.append(text);
    text.swap(larger);
    wipe(larger);
}

/// Appends, and wipes the memory that the text outgrows.
inline void append_wiping(std::string& to, std::string_view what) {
    reserve_wiping(to, to.size() + what.size());
    to.append(what);
}

/// Wipes a text at the end of a scope, however that ends. A text that grows beyond its room leaves what it
/// held behind: give it room first.
class wiped_at_end {
public:
    explicit wiped_at_end(std::string& text) noexcept : text_(text) {}
    ~wiped_at_end() { wipe(text_); }
    wiped_at_end(const wiped_at_end&) = delete;
    wiped_at_end& operator=(const wiped_at_end&) = delete;

private:
    std::string& text_;
};

} // namespace segue
