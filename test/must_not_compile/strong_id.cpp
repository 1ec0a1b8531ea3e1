// An id of one kind is not an id of another, even though both are numbers.
#include <segue/discogs/models/ids.hpp>

#include <cstdint>

namespace discogs = segue::discogs;

bool names_release(discogs::release_id id);

bool control() {
    discogs::release_id release = 352665;
    discogs::release_id same{release};
    std::int64_t number = release.value();
    if (release) {
        same = 249504;
    }
    return names_release(1) && names_release(release) && release == same && release < same &&
           release == 352665 && number != 0;
}

bool misuse(discogs::release_id release, discogs::master_id master) {
#if SEGUE_MISUSE == 1
    return names_release(master); // misuse 1
#elif SEGUE_MISUSE == 2
    release = master; // misuse 2
#elif SEGUE_MISUSE == 3
    return release == master; // misuse 3
#elif SEGUE_MISUSE == 4
    return names_release("352665"); // misuse 4
#elif SEGUE_MISUSE == 5
    std::int64_t number = release; // misuse 5
#elif SEGUE_MISUSE == 6
    return names_release(352665.0); // misuse 6
#elif SEGUE_MISUSE == 7
    return names_release(true); // misuse 7
#elif SEGUE_MISUSE == 8
    return release < master; // misuse 8
#endif
    return static_cast<bool>(release) || static_cast<bool>(master);
}
