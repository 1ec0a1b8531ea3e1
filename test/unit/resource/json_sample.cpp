#include "unit/resource/json_sample.hpp"

std::span<const segue::enum_name<segue::test::shade>>
segue::enum_names<segue::test::shade>::table() noexcept {
    static constexpr enum_name<test::shade> names[] = {
        {test::shade::light, "Light"}, {test::shade::dark, "Dark"}};
    return names;
}

namespace segue::resource {

const model_description& json_traits<test::leaf>::description() {
    using test::leaf;
    static const auto table = describe(
        &leaf::extra, field("id", &leaf::id), field("name", &leaf::name), field("note", &leaf::note));
    return table;
}

const model_description& json_traits<test::sample>::description() {
    using test::sample;
    static const auto table = describe(
        &sample::extra,
        field("id", &sample::id),
        field("title", &sample::title),
        field("text", &sample::text),
        field("whole", &sample::whole),
        field("real", &sample::real),
        field("flag", &sample::flag),
        field("tone", &sample::tone),
        field("exact", &sample::exact),
        field("price", &sample::price),
        field("date", &sample::date),
        field("moment", &sample::moment),
        field("any", &sample::any),
        field("rdbl", "readable", &sample::readable),
        field("rdblw", "readable_whole", &sample::readable_whole),
        field("rdbll", "readable_list", &sample::readable_list),
        field("child", &sample::child),
        field("texts", &sample::texts),
        field("wholes", &sample::wholes),
        field("leaves", &sample::leaves),
        field("anything", &sample::anything),
        field("branches", &sample::branches));
    return table;
}

} // namespace segue::resource

namespace segue::test {

reading read(std::string_view text) {
    reading result;
    result.failure = resource::read_json(text, result.model, &result.drifts);
    return result;
}

std::string rewritten(std::string_view text) {
    return resource::to_json(read(text).model);
}

} // namespace segue::test
