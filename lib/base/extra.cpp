#include "base/extra_access.hpp"

#include <segue/base/extra.hpp>

#include <boost/json/parse.hpp>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace segue {
namespace {

constexpr std::size_t not_found = static_cast<std::size_t>(-1);
constexpr std::size_t indexed_from = 16;

bool is_json(std::string_view text) {
    boost::json::parse_options options;
    options.max_depth = 64;
    boost::json::error_code ec;
    boost::json::parse(boost::json::string_view{text.data(), text.size()}, ec, {}, options);
    return !ec;
}

// Splits `field/INDEX`; the name is empty when the text is no such pointer.
std::pair<std::string_view, std::size_t> split(std::string_view pointer) {
    const std::size_t slash = pointer.rfind('/');
    std::size_t index = 0;
    if (slash == std::string_view::npos) {
        return {};
    }
    const char* const end = pointer.data() + pointer.size();
    const auto done = std::from_chars(pointer.data() + slash + 1, end, index);
    if (done.ec != std::errc{} || done.ptr != end) {
        return {};
    }
    return {pointer.substr(0, slash), index};
}

} // namespace

std::size_t extra::fields::position(std::string_view name) const {
    if (!positions_.empty()) {
        const auto at = positions_.find(std::string{name});
        return at == positions_.end() ? not_found : at->second;
    }
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        if (!entries_[i].erased && entries_[i].name == name) {
            return i;
        }
    }
    return not_found;
}

const std::string* extra::fields::find(std::string_view name) const {
    const std::size_t at = position(name);
    return at == not_found ? nullptr : &entries_[at].text;
}

std::size_t extra::fields::group_position(std::string_view name) const {
    if (!group_positions_.empty()) {
        const auto at = group_positions_.find(std::string{name});
        return at == group_positions_.end() ? not_found : at->second;
    }
    const auto at = std::ranges::find(groups_, name, &element_group::name);
    return at == groups_.end() ? not_found : static_cast<std::size_t>(at - groups_.begin());
}

const extra::fields::element_group* extra::fields::find_elements(std::string_view name) const {
    const std::size_t at = group_position(name);
    return at == not_found || groups_[at].elements.empty() ? nullptr : &groups_[at];
}

const std::string* extra::fields::find_element(std::string_view pointer) const {
    const auto [name, index] = split(pointer);
    const element_group* const group = find_elements(name);
    if (group == nullptr) {
        return nullptr;
    }
    const auto at =
        std::ranges::lower_bound(group->elements, index, {}, [](const auto& e) { return e.first; });
    return at == group->elements.end() || at->first != index ? nullptr : &at->second;
}

void extra::fields::set(std::string_view name, std::string_view text) {
    if (const std::size_t at = position(name); at != not_found) {
        entries_[at].text.assign(text);
        return;
    }
    entries_.push_back({std::string{name}, std::string{text}});
    if (!positions_.empty()) {
        positions_.emplace(name, entries_.size() - 1);
    } else if (entries_.size() > indexed_from) {
        compact();
    }
}

void extra::fields::add_element(std::string_view name, std::size_t index, std::string_view text) {
    std::size_t at = group_position(name);
    if (at == not_found) {
        at = groups_.size();
        groups_.push_back({std::string{name}, {}});
        if (!group_positions_.empty()) {
            group_positions_.emplace(name, at);
        } else if (groups_.size() > indexed_from) {
            for (std::size_t i = 0; i < groups_.size(); ++i) {
                group_positions_.emplace(groups_[i].name, i);
            }
        }
    }
    groups_[at].elements.emplace_back(index, text);
    ++elements_;
}

bool extra::fields::erase(std::string_view name) {
    const std::size_t at = position(name);
    if (at == not_found) {
        return false;
    }
    positions_.erase(entries_[at].name);
    entries_[at] = {};
    entries_[at].erased = true;
    ++erased_;
    if (erased_ > indexed_from && erased_ > entries_.size() / 2) {
        compact();
    }
    return true;
}

bool extra::fields::erase_elements(std::string_view name) {
    const std::size_t at = group_position(name);
    if (at == not_found || groups_[at].elements.empty()) {
        return false;
    }
    elements_ -= groups_[at].elements.size();
    groups_[at].elements.clear();
    return true;
}

bool extra::fields::erase_element(std::string_view pointer) {
    const auto [name, index] = split(pointer);
    const std::size_t at = group_position(name);
    if (at == not_found) {
        return false;
    }
    const std::size_t erased = std::erase_if(
        groups_[at].elements, [wanted = index](const auto& element) { return element.first == wanted; });
    elements_ -= erased;
    return erased != 0;
}

std::size_t extra::fields::size() const {
    return entries_.size() - erased_ + elements_;
}

void extra::fields::compact() {
    std::erase_if(entries_, [](const field& entry) { return entry.erased; });
    erased_ = 0;
    positions_.clear();
    if (entries_.size() > indexed_from) {
        for (std::size_t i = 0; i < entries_.size(); ++i) {
            positions_.emplace(entries_[i].name, i);
        }
    }
}

extra::fields& extra_access::write(extra& owner) {
    if (!owner.fields_) {
        owner.fields_.reset(new extra::fields);
    }
    return *owner.fields_;
}

void extra_access::forget_field(extra& owner, std::string_view name) {
    if (owner.fields_ && owner.fields_->erase(name) && owner.fields_->size() == 0) {
        owner.fields_.reset();
    }
}

void extra_access::forget(extra& owner, std::string_view name) {
    if (owner.fields_) {
        owner.fields_->erase(name);
        owner.fields_->erase_elements(name);
        if (owner.fields_->size() == 0) {
            owner.fields_.reset();
        }
    }
}

void extra::destroy::operator()(fields* content) const noexcept {
    delete content;
}

extra::extra(const extra& other) : fields_{other.fields_ ? new fields{*other.fields_} : nullptr} {}

extra& extra::operator=(const extra& other) {
    if (this != &other) {
        fields_.reset(other.fields_ ? new fields{*other.fields_} : nullptr);
    }
    return *this;
}

std::size_t extra::size() const noexcept {
    return fields_ ? fields_->size() : 0;
}

bool extra::contains(std::string_view name) const noexcept {
    return text(name).has_value();
}

std::optional<std::string_view> extra::text(std::string_view name) const noexcept {
    if (!fields_) {
        return std::nullopt;
    }
    const std::string* found = fields_->find(name);
    if (found == nullptr) {
        found = fields_->find_element(name);
    }
    return found == nullptr ? std::nullopt : std::optional<std::string_view>{*found};
}

std::vector<std::string> extra::names() const {
    std::vector<std::string> result;
    if (fields_) {
        result.reserve(fields_->size());
        for (const fields::field& entry : fields_->entries()) {
            if (!entry.erased) {
                result.push_back(entry.name);
            }
        }
        for (const fields::element_group& group : fields_->groups()) {
            for (const auto& element : group.elements) {
                result.push_back(group.name + '/' + std::to_string(element.first));
            }
        }
    }
    return result;
}

void extra::set(std::string_view name, std::string_view json_text) {
    if (!is_json(json_text)) {
        throw std::invalid_argument{"segue::extra::set: the text is not valid JSON"};
    }
    extra_access::write(*this).set(name, json_text);
}

bool extra::erase(std::string_view name) {
    const bool found = fields_ && (fields_->erase(name) || fields_->erase_element(name));
    if (found && fields_->size() == 0) {
        fields_.reset();
    }
    return found;
}

bool extra::equal(const extra& left, const extra& right) noexcept {
    if (left.size() != right.size()) {
        return false;
    }
    if (left.empty()) {
        return true;
    }
    for (const fields::field& entry : left.fields_->entries()) {
        const std::string* const other = entry.erased ? nullptr : right.fields_->find(entry.name);
        if (!entry.erased && (other == nullptr || *other != entry.text)) {
            return false;
        }
    }
    for (const fields::element_group& group : left.fields_->groups()) {
        const fields::element_group* const other =
            group.elements.empty() ? &group : right.fields_->find_elements(group.name);
        if (other == nullptr || other->elements != group.elements) {
            return false;
        }
    }
    return true;
}

} // namespace segue
