#pragma once

#include <segue/base/error.hpp>

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

namespace segue {

/// A value, or what went wrong. `value()` throws the matching child of `error`.
template <class T>
using result = boost::system::result<T, failure>;

/// Lets `result<T>::value()` throw our own error types.
[[noreturn]] inline void throw_exception_from_error(const failure& f, const boost::source_location&) {
    throw_failure(f);
}

} // namespace segue
