#pragma once

// Everything for a program that uses Discogs.

#include <segue/base/blocking.hpp>
#include <segue/base/gather.hpp>
#include <segue/base/result.hpp>
#include <segue/base/rethrow.hpp>
#include <segue/base/timeout.hpp>
#include <segue/discogs/client.hpp>
#include <segue/discogs/credits.hpp>
#include <segue/discogs/display.hpp>
#include <segue/discogs/formats.hpp>
#include <segue/discogs/identifiers.hpp>
#include <segue/discogs/inventory_csv.hpp>
#include <segue/discogs/markup.hpp>
#include <segue/discogs/roles.hpp>
#include <segue/discogs/tracks.hpp>
