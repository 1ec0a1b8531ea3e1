#pragma once

#include "accounts.hpp"
#include "lists.hpp"
#include "market.hpp"
#include "oauth.hpp"
#include "oauth2.hpp"
#include "ratings.hpp"

#include <cstdint>

namespace segue::emulator {

/// How much the emulator's own user has at the start.
struct world_sizes {
    int copies = 0;
    int wants = 0;
};

/// Everything that requests change; each area keeps its own part of it.
struct world {
    world(std::uint64_t seed, const catalog& data, world_sizes sizes);

    /// Changes with every write.
    std::uint64_t edition = 0;
    account_book accounts;
    rating_book ratings{};
    list_book lists;
    oauth_desk desk;
    oauth2_desk provider;
    database_id next_folder = 9'510'001;
    /// Beyond 32 bits with a sign, as the real ones are by now.
    database_id next_instance = 2'180'000'001;
    marketplace market;
};

} // namespace segue::emulator
