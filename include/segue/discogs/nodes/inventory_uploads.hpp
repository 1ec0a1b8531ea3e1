#pragma once

#include <segue/discogs/models/ids.hpp>
#include <segue/discogs/models/inventory_job.hpp>
#include <segue/discogs/models/pagination.hpp>
#include <segue/discogs/params/inventory_files.hpp>
#include <segue/resource/call_options.hpp>
#include <segue/resource/node.hpp>
#include <segue/resource/pager.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <span>
#include <string_view>

namespace segue {

extern template class pager<discogs::page<discogs::inventory_upload>>;

namespace discogs {

namespace asio = boost::asio;

/// Walks uploads of inventory files.
using inventory_upload_pager = pager<page<inventory_upload>>;

/// Refers to one upload of an inventory file; holds an id and a client, no data.
///
/// **Sends** nothing to make or copy. **Threads** copies may live on different threads.
class inventory_upload_node : public resource::node {
public:
    inventory_upload_node(std::shared_ptr<resource::client_core> core, inventory_upload_id id);

    inventory_upload_id id() const noexcept { return id_; }

    /// Loads what is known of the upload.
    ///
    /// **Sends** one `GET /inventory/upload/{id}`. Needs a user's token.
    /// **Errors** `bad_params` for an id below 1; `not_found_error`, also for somebody else's; otherwise as
    /// `release_node::get`.
    /// **Cancellation** as there. **Source** api/discogs.md, B40 and M61.
    [[nodiscard]] asio::awaitable<inventory_upload> get(const call_options& options = {}) const;

    /// Asks for the upload until it is over; see `is_over`.
    ///
    /// **Sends**, **Errors**, **Cancellation** and **Cost** as `inventory_export_node::wait`.
    /// **Returns** the upload as it ended, also when it failed. One that succeeded may have skipped rows:
    /// `read_upload_results` tells which.
    [[nodiscard]] asio::awaitable<inventory_upload>
    wait(const inventory_wait_params& params = {}, const call_options& options = {}) const;

private:
    inventory_upload_id id_;
};

/// Refers to the uploads of inventory files.
///
/// A file, of any size, is read in blocks while it is sent; first of all it is read once to be checked.
/// **Sends** nothing to make or copy. **Threads** copies may live on different threads.
class inventory_uploads_node : public resource::node {
public:
    explicit inventory_uploads_node(std::shared_ptr<resource::client_core> core);

    /// Makes a pager over all uploads, in no documented order.
    ///
    /// **Sends** one `GET /inventory/upload` a page, once a verb of the pager is awaited. Needs a user's
    /// token.
    /// **Errors** as `inventory_exports_node::list`. **Source** api/discogs.md, B39.
    [[nodiscard]] inventory_upload_pager
    list(const inventory_jobs_params& params = {}, const call_options& options = {}) const;

    /// Puts on sale what stands in a CSV file.
    ///
    /// **Sends** one `POST /inventory/upload/add` as `multipart/form-data` with one part, `upload`; nothing
    /// when the file does not pass its check. Needs a user's token. It is not repeated once it may have
    /// happened. A byte order mark stays here.
    /// **Returns** the upload's id, from the answer's `Location`; `wait` on its node tells what became of the
    /// rows.
    /// **Errors** `csv_error` with all that is wrong with the file; `file_error` when it cannot be read;
    /// `bad_params` for an empty path; `conflict_error` while another upload is under way; `validation_error`
    /// when the service takes it for no CSV (415) or misses columns (422); `outcome_unknown` when the request
    /// left and no answer came; `completed_unreadable` when the answer names no upload: `list` does then;
    /// otherwise as `release_node::get`.
    /// **Cancellation** any type, also while the file is read; a request that has left may have been carried
    /// out. **Source** api/discogs.md, B36 and M9.
    [[nodiscard]] asio::awaitable<inventory_upload_id>
    add(std::string_view file,
        const inventory_upload_params& params = {},
        const call_options& options = {}) const;
    /// Puts on sale what these rows name; all are checked and turned into a file in memory before this
    /// returns. **Sends** and **Errors** as for a file, with "rows" for the file.
    [[nodiscard]] asio::awaitable<inventory_upload_id>
    add(std::span<const inventory_add_row> rows,
        const inventory_upload_params& params = {},
        const call_options& options = {}) const;

    /// Edits what is on sale by a CSV file.
    ///
    /// **Sends** one `POST /inventory/upload/change`, otherwise all as `add`. **Source** api/discogs.md, B37
    /// and G52.
    [[nodiscard]] asio::awaitable<inventory_upload_id> change(
        std::string_view file,
        const inventory_upload_params& params = {},
        const call_options& options = {}) const;
    /// Edits what is on sale by rows; as `add` of rows.
    [[nodiscard]] asio::awaitable<inventory_upload_id> change(
        std::span<const inventory_change_row> rows,
        const inventory_upload_params& params = {},
        const call_options& options = {}) const;

    /// Takes listings away that a CSV file names.
    ///
    /// **Sends** one `POST /inventory/upload/delete`, otherwise all as `add`. **Source** api/discogs.md, B38
    /// and G44.
    [[nodiscard]] asio::awaitable<inventory_upload_id> remove(
        std::string_view file,
        const inventory_upload_params& params = {},
        const call_options& options = {}) const;
    /// Takes listings away that rows name; as `add` of rows.
    [[nodiscard]] asio::awaitable<inventory_upload_id> remove(
        std::span<const inventory_delete_row> rows,
        const inventory_upload_params& params = {},
        const call_options& options = {}) const;
};

} // namespace discogs
} // namespace segue
