// Counts what operator new has given and operator delete has not got back.

#include "simulation/blocks.hpp"

#ifdef SEGUE_TEST_SANITIZED

std::int64_t sim::blocks_in_use() noexcept {
    return 0;
}

#else

#include <cstdlib>
#include <new>

namespace {
std::int64_t blocks = 0; // one thread
} // namespace

std::int64_t sim::blocks_in_use() noexcept {
    return blocks;
}

void* operator new(std::size_t size) {
    void* const p = std::malloc(size == 0 ? 1 : size);
    if (p == nullptr)
        throw std::bad_alloc();
    ++blocks;
    return p;
}

void* operator new(std::size_t size, std::align_val_t alignment) {
    const auto grain = static_cast<std::size_t>(alignment);
    void* const p = std::aligned_alloc(grain, (size + grain - 1) / grain * grain);
    if (p == nullptr)
        throw std::bad_alloc();
    ++blocks;
    return p;
}

void operator delete(void* p) noexcept {
    if (p == nullptr)
        return;
    --blocks;
    std::free(p);
}

void operator delete(void* p, std::size_t) noexcept {
    operator delete(p);
}

void operator delete(void* p, std::align_val_t) noexcept {
    operator delete(p);
}

void operator delete(void* p, std::size_t, std::align_val_t) noexcept {
    operator delete(p);
}

#endif
