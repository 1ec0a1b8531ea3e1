#include "ratings.hpp"

namespace segue::emulator {

int rating_book::of(database_id release, std::string_view username) const {
    const auto votes = given_.find(release);
    if (votes == given_.end())
        return 0;
    const auto vote = votes->second.find(username);
    return vote == votes->second.end() ? 0 : vote->second;
}

void rating_book::set(database_id release, std::string_view username, int rating) {
    if (rating == 0) {
        erase(release, username);
        return;
    }
    given_[release].insert_or_assign(std::string(username), rating);
}

void rating_book::erase(database_id release, std::string_view username) {
    const auto votes = given_.find(release);
    if (votes == given_.end())
        return;
    if (const auto vote = votes->second.find(username); vote != votes->second.end())
        votes->second.erase(vote);
    if (votes->second.empty())
        given_.erase(votes);
}

vote_count rating_book::votes(const release_record& release) const {
    vote_count out{release.ratings, static_cast<std::int64_t>(release.ratings) * release.rating_hundredths};
    if (const auto votes = given_.find(release.id); votes != given_.end()) {
        for (const auto& [user, rating] : votes->second) {
            ++out.count;
            out.hundredths += 100 * rating;
        }
    }
    return out;
}

vote_count rating_book::given_by(std::string_view username) const {
    vote_count out;
    for (const auto& [release, votes] : given_) {
        const auto vote = votes.find(username);
        if (vote == votes.end())
            continue;
        ++out.count;
        out.hundredths += 100 * vote->second;
    }
    return out;
}

} // namespace segue::emulator
