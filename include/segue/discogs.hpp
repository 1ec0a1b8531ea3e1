#pragma once

// Everything for a program that uses Discogs.

#include <segue/base/blocking.hpp>
#include <segue/base/rethrow.hpp>
#include <segue/discogs/client.hpp>
