#pragma once

#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/models/inventory_job.hpp>
#include <segue/discogs/models/pagination.hpp>
#include <segue/discogs/params/inventory_files.hpp>
#include <segue/resource/call_options.hpp>
#include <segue/resource/download.hpp>
#include <segue/resource/node.hpp>
#include <segue/resource/pager.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string_view>

namespace segue {

extern template class pager<discogs::page<discogs::inventory_export>>;

namespace discogs {

namespace asio = boost::asio;

/// Walks exports of an inventory.
using inventory_export_pager = pager<page<inventory_export>>;

/// Refers to one export of one's inventory; holds an id and a client, no data.
///
/// **Sends** nothing to make or copy. **Threads** copies may live on different threads.
class inventory_export_node : public resource::node {
public:
    inventory_export_node(std::shared_ptr<resource::client_core> core, inventory_export_id id);

    inventory_export_id id() const noexcept { return id_; }

    /// Loads what is known of the export.
    ///
    /// **Sends** one `GET /inventory/export/{id}`. Needs a user's token.
    /// **Errors** `bad_params` for an id below 1; `not_found_error`, also for somebody else's; otherwise as
    /// `release_node::get`.
    /// **Cancellation** as there. **Source** api/discogs.md, B34 and M60.
    [[nodiscard]] asio::awaitable<inventory_export> get(const call_options& options = {}) const;

    /// Asks for the export until it is over; see `is_over`.
    ///
    /// **Sends** one `GET` as `get` does for each question, the first at once, past the cache.
    /// **Returns** the export as it ended, also when it failed: look at its `status`.
    /// **Errors** `timeout_error` when the deadline, which is that of the whole wait, comes first; it is not
    /// waited for when there is no time for another question. `bad_params` for pauses out of range; those of
    /// `get` end the wait, which may be begun again.
    /// **Cancellation** as `get`, also between two questions. **Cost** a permit for each question.
    [[nodiscard]] asio::awaitable<inventory_export>
    wait(const inventory_wait_params& params = {}, const call_options& options = {}) const;

    /// Loads the file, CSV as a rule, into memory. An export that is not ready is `not_found_error`.
    ///
    /// **Sends** one `GET /inventory/export/{id}/download`, and up to three more where it is redirected;
    /// credentials stay with the API. Needs a user's token.
    /// **Returns** the bytes, and what they are: older reports speak of a ZIP archive. `inventory_csv_reader`
    /// makes rows of them.
    /// **Errors** `answer_too_large` above `params.max_bytes`; otherwise as `get`.
    /// **Cancellation** as `get`. **Source** api/discogs.md, B35 and T65.
    [[nodiscard]] asio::awaitable<downloaded>
    download(const download_params& params = {}, const call_options& options = {}) const;

    /// Loads the file into one of this name, which appears when it is whole.
    ///
    /// **Sends** and **Errors** as `download`; `file_error` when it cannot be written.
    [[nodiscard]] asio::awaitable<downloaded> download_to_file(
        std::string_view path, const download_params& params = {}, const call_options& options = {}) const;

    /// Hands the file over to a function, piece by piece: for example to `inventory_csv_reader::feed`, so
    /// that an inventory of any size takes the memory of a few rows.
    ///
    /// **Sends** and **Errors** as `download`.
    [[nodiscard]] asio::awaitable<downloaded>
    download_to(piece_view take, const download_params& params = {}, const call_options& options = {}) const;

private:
    inventory_export_id id_;
};

/// Refers to the exports of one's inventory.
///
/// **Sends** nothing to make or copy. **Threads** copies may live on different threads.
class inventory_exports_node : public resource::node {
public:
    explicit inventory_exports_node(std::shared_ptr<resource::client_core> core);

    /// Makes a pager over all exports, in no documented order.
    ///
    /// **Sends** one `GET /inventory/export` a page, once a verb of the pager is awaited. Needs a user's
    /// token.
    /// **Errors** thrown by the pager's verbs: `bad_params` for a page below 1 or a page size outside 1 to
    /// 100; otherwise as `release_node::get`. **Source** api/discogs.md, B33.
    [[nodiscard]] inventory_export_pager
    list(const inventory_jobs_params& params = {}, const call_options& options = {}) const;

    /// Has the service write a file of the whole inventory.
    ///
    /// **Sends** one `POST /inventory/export` without a body. Needs a user's token. It is not repeated once
    /// it may have happened.
    /// **Returns** the export's id, from the answer's `Location`; `wait` on its node tells when it is ready.
    /// **Errors** `conflict_error` while another export is under way; `outcome_unknown` when the request left
    /// and no answer came; `completed_unreadable` when the answer names no export: `list` does then;
    /// otherwise as `release_node::get`.
    /// **Cancellation** as there; a request that has left may have been carried out.
    /// **Source** api/discogs.md, B32, M9 and T63.
    [[nodiscard]] asio::awaitable<inventory_export_id> create(const call_options& options = {}) const;
};

} // namespace discogs
} // namespace segue
