#pragma once

#include <segue/discogs/models/listing.hpp>
#include <segue/discogs/models/pagination.hpp>
#include <segue/discogs/params/marketplace.hpp>
#include <segue/resource/call_options.hpp>
#include <segue/resource/node.hpp>
#include <segue/resource/pager.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace segue {

extern template class pager<discogs::page<discogs::listing>>;

namespace discogs {

/// Walks what a user sells.
using inventory_pager = pager<page<listing>>;

/// Refers to what one user sells; holds a name and a client, no data.
///
/// **Sends** nothing to make or copy. **Threads** copies may live on different threads.
class inventory_node : public resource::node {
public:
    inventory_node(std::shared_ptr<resource::client_core> core, std::string_view username);

    /// Returns who sells, as it was given.
    const std::string& username() const noexcept { return username_; }

    /// Makes a pager over the user's offers. The seller sees all of them and more of each, others see what is
    /// for sale.
    ///
    /// **Sends** one `GET /users/{username}/inventory` a page, once a verb of the pager is awaited; without
    /// credentials too.
    /// **Errors** thrown by the pager's verbs: `bad_params` for an empty name, a page below 1, a page size
    /// outside 1 to 100, an order without a sort key; `not_found_error` for a user that is not there;
    /// `depth_limit_error` behind page 100 of somebody else's offers, whatever total was stated: another
    /// `sort` or a size of 100 shows more; otherwise those of `release_node::get`.
    /// **Source** api/discogs.md, B18, M46 and A7.2.
    [[nodiscard]] inventory_pager
    list(const inventory_params& params = {}, const call_options& options = {}) const;

private:
    std::string username_;
};

} // namespace discogs
} // namespace segue
