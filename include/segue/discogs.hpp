#pragma once

// Everything for a program that uses Discogs.

#include <segue/base/blocking.hpp>
#include <segue/base/gather.hpp>
#include <segue/base/result.hpp>
#include <segue/base/rethrow.hpp>
#include <segue/base/timeout.hpp>
#include <segue/discogs/client.hpp>
#include <segue/discogs/display.hpp>
