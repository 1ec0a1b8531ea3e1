#pragma once

namespace segue {

/// What a read does with the client's cache and with calls under way for the same thing.
enum class cache_mode : unsigned char {
    /// Takes an answer that is kept, or waits for one under way; keeps what it gets.
    use,
    /// Asks the service, by itself, and keeps the answer.
    refresh,
    /// Asks the service, by itself, and leaves the cache alone.
    bypass,
};

/// Whether an answer whose lifetime is over may be given when the service fails.
enum class stale_answer : unsigned char {
    never,
    /// When no answer comes in time, or one of 429 or 5xx; of a page or resource that is gone, the error
    /// comes.
    if_error,
};

/// Whether a failed attempt may be repeated.
enum class retry_mode : unsigned char {
    /// As the client's `retry_params` say.
    on,
    /// One attempt, but for a kept-alive connection that turns out to be dead.
    off,
};

} // namespace segue
