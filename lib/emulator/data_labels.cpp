#include "catalog.hpp"

namespace segue::emulator {

std::vector<label_record> known_labels() {
    label_record svek;
    svek.id = 5;
    svek.name = "Svek";
    svek.profile = "House and techno label from [b]Stockholm[/b], Sweden.";
    svek.urls = {"www.svek.com "};

    label_record nothing;
    nothing.id = 647;
    nothing.name = "Nothing Records";
    nothing.profile = "Imprint of [l=Interscope Records], home of [a3857].";
    nothing.parent = 2311;

    label_record interscope;
    interscope.id = 2311;
    interscope.name = "Interscope Records";
    interscope.profile = "Record company from Santa Monica, California.";
    interscope.contact_info = "2220 Colorado Avenue\r\nSanta Monica, CA 90404\r\nUSA";
    interscope.urls = {"https://www.interscope.com"};

    return {svek, nothing, interscope};
}

} // namespace segue::emulator
