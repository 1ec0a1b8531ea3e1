#pragma once

#include "resource/json_model.hpp"

#include <boost/json/value.hpp>

#include <cstdint>
#include <functional>
#include <string>

namespace segue::test {

/// One change made to a body.
struct mutation {
    /// JSON pointer of the value that was changed.
    std::string pointer;
    /// What was done to it.
    std::string change;
    /// Whether the new value is one that the model cannot understand, so that drift must name the pointer.
    bool must_drift = false;
};

/// Shows a changed body; what it returns does not matter to the walk.
using mutation_check = std::function<void(const boost::json::value& body, const mutation& what)>;

/// Changes one value of a body at a time - drops it, makes it null, gives it a tolerable and an intolerable
/// other kind - and shows each changed body; in the end the body is as it was, keys in another order. Of the
/// elements of long lists it looks into the first, the last, and a few that the seed chooses.
///
/// **Returns** how many changes were shown. The seed chooses among the possible kinds.
std::size_t mutate(
    boost::json::value& body,
    const resource::model_description& description,
    std::uint64_t seed,
    const mutation_check& check);

} // namespace segue::test
