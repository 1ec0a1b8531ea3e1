#include "world.hpp"

#include "timestamps.hpp"

#include <chrono>
#include <utility>

namespace segue::emulator {
namespace {

using std::chrono::system_clock;

/// 2015-01-01; collections grow for ten years from there.
constexpr system_clock::time_point first_purchase{std::chrono::seconds{1'420'099'200}};
constexpr std::chrono::seconds ten_years{315'576'000};
/// Known releases stay out of it: nothing that a user has shows in their answers.
constexpr database_id first_generated = 9'310'000;

/// Generated releases, mixed by the seed.
std::vector<const release_record*> mixed_releases(const catalog& data, number_source& numbers) {
    std::vector<const release_record*> out;
    for (auto at = data.releases.lower_bound(first_generated); at != data.releases.end(); ++at)
        out.push_back(&at->second);
    for (std::size_t left = out.size(); left > 1; --left) {
        const int other = numbers.between(0, static_cast<int>(left) - 1);
        std::swap(out[left - 1], out[static_cast<std::size_t>(other)]);
    }
    return out;
}

/// Every twentieth copy is a second one of the release before; every other folder is 1.
void fill_collection(
    world& into,
    account& owner,
    int copies,
    const std::vector<const release_record*>& from,
    number_source& numbers) {
    const database_id shelves[] = {
        uncategorized_folder,
        owner.things.add_folder(into.next_folder++, "Listening Room").id,
        uncategorized_folder,
        owner.things.add_folder(into.next_folder++, "Attic").id};
    const auto& media = owner.things.field(1)->options;
    std::size_t next = 0;
    for (int i = 0; i < copies; ++i) {
        const bool second = i % 20 == 19;
        const release_record& release = *from[(second ? next - 1 : next++) % from.size()];
        const auto date = first_purchase + ten_years / copies * i;
        owned_copy& added = owner.things.add_copy(
            into.next_instance, shelves[static_cast<std::size_t>(i % 4)], release, format_timestamp(date));
        into.next_instance += numbers.between(1, 300);
        if (i % 3 == 0)
            added.notes[1] = media[static_cast<std::size_t>(numbers.between(0, 4))];
        if (i % 5 == 0)
            added.notes[3] = "Bought at fair no. " + std::to_string(numbers.between(1, 60)) + ".";
        if (i % 7 == 0)
            added.notes[4] = "Turntable " + std::to_string(numbers.between(1, 3));
        if (i % 4 == 0)
            into.ratings.set(release.id, owner.username, numbers.between(1, 5));
    }
}

/// Wants come from the other end, so that few of them are owned.
void fill_wantlist(account& owner, int wants, const std::vector<const release_record*>& from) {
    for (int i = 0; i < wants; ++i) {
        const release_record& release = *from[from.size() - 1 - static_cast<std::size_t>(i) % from.size()];
        const auto date = first_purchase + ten_years / wants * i;
        wanted_release& added = owner.things.want(release, format_timestamp(date));
        if (i % 3 == 0)
            added.notes = "With the insert.";
    }
}

} // namespace

world::world(std::uint64_t seed, const catalog& data, world_sizes sizes)
    : accounts(seed, data), lists(accounts.own(), accounts.other()), desk(seed, make_credentials(seed)),
      provider(seed, {}), market(seed) {
    number_source numbers(seed ^ 0x7368656c66ULL);
    const std::vector<const release_record*> from = mixed_releases(data, numbers);
    fill_collection(*this, accounts.own(), sizes.copies, from, numbers);
    fill_collection(*this, accounts.other(), 3, from, numbers);
    fill_wantlist(accounts.own(), sizes.wants, from);
    fill_wantlist(accounts.other(), 2, from);
}

} // namespace segue::emulator
