#include "csv.hpp"
#include "market_answers.hpp"
#include "multipart.hpp"
#include "upload_rows.hpp"
#include "wire.hpp"

#include <array>

// Files of a whole inventory: exports that are made and downloaded, uploads that are carried out.

namespace segue::emulator {
namespace {

namespace json = boost::json;

void finish(const call& asked, export_job& job) {
    job.finished = whole_second(asked.now.wall);
}

void finish(const call& asked, upload_job& job) {
    marketplace& on = asked.state.market;
    job.finished = whole_second(asked.now.wall);
    run_upload(asked.data, on, job, currency_of(*asked.caller), *job.finished);
    on.touched = true;
}

/// The caller's jobs, those finished whose time has come.
template <class Job>
std::vector<Job*> own_jobs(const call& asked, job_book<Job>& book) {
    std::vector<Job*> out = book.of(asked.caller->username);
    for (Job* job : out)
        if (job->due(asked.now.tick, asked.state.market.pace))
            finish(asked, *job);
    return out;
}

/// The job that the path names, if it is the caller's; its time may have come.
template <class Job>
Job* named_job(const call& asked, job_book<Job>& book) {
    Job* found = book.find(asked.where.number("id"));
    if (found == nullptr || found->owner != asked.caller->username)
        return nullptr;
    if (found->due(asked.now.tick, asked.state.market.pace))
        finish(asked, *found);
    return found;
}

/// A job that was seen pending comes nearer to its end.
void look(inventory_job& job) {
    if (!job.done())
        --job.looks_left;
}

response already_running(std::string_view what) {
    return error_answer(409, "Another " + std::string(what) + " is in progress.");
}

/// A job's answer: nothing but where it can be asked about.
response started(std::string_view kind, database_id id) {
    response out;
    out.headers.emplace_back("Content-Type", "application/json");
    out.headers.emplace_back(
        "Location", "https://api.discogs.com/inventory/" + std::string(kind) + "/" + std::to_string(id));
    return out;
}

template <class Job>
Job& begin(const call& asked, job_book<Job>& book, Job job) {
    const marketplace& on = asked.state.market;
    job.owner = asked.caller->username;
    job.created = whole_second(asked.now.wall);
    job.started = asked.now.tick;
    job.looks_left = on.pace.looks;
    Job& added = book.add(std::move(job));
    if (added.due(asked.now.tick, on.pace))
        finish(asked, added);
    return added;
}

template <class Job>
bool has_running(const call& asked, job_book<Job>& book) {
    for (const Job* job : own_jobs(asked, book))
        if (!job->done())
            return true;
    return false;
}

/// A job as it is; 304 for who has seen it finished.
template <class Job, class Render>
response job_answer(const call& asked, Job* job, const Render& render) {
    if (job == nullptr)
        return error_answer(404, "The request resource was not found.");
    response out = json_answer(render(*job));
    look(*job);
    // One that still runs changes within the second: a date would hide that.
    if (!job->done())
        return out;
    out.headers.emplace_back("Last-Modified", format_http_date(*job->finished));
    const auto seen = find_header(asked.sent.headers, "If-Modified-Since");
    const auto when = seen ? read_http_date(*seen) : std::nullopt;
    if (!when || *when < *job->finished)
        return out;
    response unchanged;
    unchanged.status = 304;
    unchanged.headers.emplace_back("Last-Modified", format_http_date(*job->finished));
    return unchanged;
}

template <class Job, class Render>
response job_list(const call& asked, job_book<Job>& book, const Render& render) {
    const std::vector<Job*> jobs = own_jobs(asked, book);
    const query_list extra = extra_parameters(asked.target.query);
    response out = page_answer(asked, "items", jobs, extra, {}, [&](const Job* job) { return render(*job); });
    for (Job* job : jobs)
        look(*job);
    return out;
}

response request_export(const call& asked) {
    marketplace& on = asked.state.market;
    if (has_running(asked, on.exports))
        return already_running("export");
    export_job job;
    const std::string& who = asked.caller->username;
    job.filename = who + "-inventory-" + file_text(whole_second(asked.now.wall)) + ".csv";
    job.file = make_body(inventory_csv(asked.data, on.listings, who));
    return started("export", begin(asked, on.exports, std::move(job)).id);
}

response list_exports(const call& asked) {
    return job_list(asked, asked.state.market.exports, render_export);
}

response get_export(const call& asked) {
    return job_answer(asked, named_job(asked, asked.state.market.exports), render_export);
}

response download_export(const call& asked) {
    const export_job* job = named_job(asked, asked.state.market.exports);
    response out;
    if (job == nullptr || !job->done()) {
        // The service of files speaks plain text.
        out.status = 404;
        out.headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
        out.body = make_body("Not Found");
        return out;
    }
    out.headers.emplace_back("Content-Type", "text/csv; charset=utf-8");
    out.headers.emplace_back("Content-Disposition", "attachment; filename=" + job->filename);
    out.body = job->file;
    return out;
}

/// The CSV in a form, or the answer to what is none.
std::optional<form_part> uploaded_file(const call& asked, response& refusal) {
    const auto refuse = [&refusal](int status, std::string_view why) {
        refusal = error_answer(status, why);
        return std::nullopt;
    };
    const auto boundary = multipart_boundary(find_header(asked.sent.headers, "Content-Type").value_or(""));
    if (!boundary)
        return refuse(415, "The file must be sent as multipart/form-data.");
    auto parts = read_multipart(asked.sent.body, *boundary);
    if (!parts)
        return refuse(415, "The form is malformed.");
    if (parts->size() != 1 || parts->front().name != "upload" || !parts->front().filename)
        return refuse(422, "The form must hold one file, named upload.");
    form_part file = std::move(parts->front());
    const std::string_view type = std::string_view(file.content_type).substr(0, file.content_type.find(';'));
    const bool said = equal_ignoring_case(type, "text/csv") || file.filename->ends_with(".csv");
    if (!said || !is_plain_utf8(file.content))
        return refuse(415, "The file is not a CSV.");
    return file;
}

response upload(const call& asked, upload_kind kind) {
    marketplace& on = asked.state.market;
    if (has_running(asked, on.uploads))
        return already_running("upload");
    response refusal;
    const auto file = uploaded_file(asked, refusal);
    if (!file)
        return refusal;
    upload_job job;
    job.kind = kind;
    job.filename = *file->filename;
    if (const std::string problem = read_upload(file->content, job); !problem.empty())
        return error_answer(422, problem);
    return started("upload", begin(asked, on.uploads, std::move(job)).id);
}

response upload_to_add(const call& asked) {
    return upload(asked, upload_kind::add);
}

response upload_to_change(const call& asked) {
    return upload(asked, upload_kind::change);
}

response upload_to_delete(const call& asked) {
    return upload(asked, upload_kind::remove);
}

response list_uploads(const call& asked) {
    return job_list(asked, asked.state.market.uploads, render_upload);
}

response get_upload(const call& asked) {
    return job_answer(asked, named_job(asked, asked.state.market.uploads), render_upload);
}

constexpr std::array job_table{
    operation{"POST", "/inventory/export", request_export, audience::user},
    operation{"GET", "/inventory/export", list_exports, audience::user, true, false},
    operation{"GET", "/inventory/export/{id}", get_export, audience::user, false, false},
    operation{"GET", "/inventory/export/{id}/download", download_export, audience::user, false, false},
    operation{"POST", "/inventory/upload/add", upload_to_add, audience::user},
    operation{"POST", "/inventory/upload/change", upload_to_change, audience::user},
    operation{"POST", "/inventory/upload/delete", upload_to_delete, audience::user},
    operation{"GET", "/inventory/upload", list_uploads, audience::user, true, false},
    operation{"GET", "/inventory/upload/{id}", get_upload, audience::user, false, false},
};

} // namespace

std::span<const operation> job_operations() noexcept {
    return job_table;
}

} // namespace segue::emulator
