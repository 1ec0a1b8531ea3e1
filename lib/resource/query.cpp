#include "resource/query.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/pct_string_view.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <boost/url/url.hpp>

namespace segue::resource {

namespace urls = boost::urls;

std::string encode_segment(std::string_view text) {
    // Dots alone would mean "here" and "up" once a server normalises the path.
    if (text == ".")
        return "%2E";
    if (text == "..")
        return "%2E%2E";
    return urls::encode(urls::string_view(text.data(), text.size()), urls::unreserved_chars);
}

void query::add(std::string_view name, std::string_view value) {
    if (!text_.empty())
        text_ += '&';
    text_ += urls::encode(urls::string_view(name.data(), name.size()), urls::unreserved_chars);
    text_ += '=';
    text_ += urls::encode(urls::string_view(value.data(), value.size()), urls::unreserved_chars);
}

void query::add(std::string_view name, std::int64_t value) {
    add(name, std::string_view(std::to_string(value)));
}

std::optional<std::vector<std::pair<std::string, std::string>>> split_query(std::string_view encoded) {
    std::vector<std::pair<std::string, std::string>> pairs;
    if (encoded.empty()) // else one pair of two empty texts
        return pairs;
    // Not parse_query: that of Boost 1.81 reads on to the next zero byte, whatever the view's length.
    const auto text = urls::make_pct_string_view(urls::string_view(encoded.data(), encoded.size()));
    if (!text)
        return std::nullopt;
    // A params_view over `text` itself reads past its end in Boost 1.81; a url owns what it shows.
    urls::url holder;
    holder.set_encoded_query(*text);
    urls::encoding_opts options;
    options.space_as_plus = true;
    for (const auto& param : holder.params(options))
        pairs.emplace_back(param.key, param.has_value ? param.value : std::string());
    return pairs;
}

} // namespace segue::resource
