#pragma once

namespace segue::traffic {

/// What sending one request twice does at the service. Each provider has a table of it.
enum class repetition : unsigned char {
    /// Nothing: it changes nothing.
    read,
    /// Nothing: the second leaves what the first has made.
    idempotent,
    /// A second thing, or a second mail to somebody.
    harmful,
};

} // namespace segue::traffic
