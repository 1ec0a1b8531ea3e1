#include "discogs/csv/csv_scanner.hpp"
#include "discogs/csv/row_writer.hpp"
#include "discogs/inventory_jobs.hpp"
#include "discogs/models/descriptions.hpp"
#include "discogs/upload_body.hpp"
#include "resource/pager_impl.hpp"

#include <segue/discogs/nodes/inventory_uploads.hpp>

#include <boost/asio/this_coro.hpp>

#include <vector>

namespace segue {

template class pager<discogs::page<discogs::inventory_upload>>;

namespace discogs {
namespace {

constexpr std::string_view uploads_path = "/inventory/upload";

// What a verb keeps of its arguments.
struct upload_order {
    resource::request_spec spec;
    upload_type type = upload_type::add;
    std::string file_name;
    inventory_upload_params params; // but for its views
};

bool ends_with_csv(std::string_view name) noexcept {
    constexpr std::string_view ending = ".csv";
    if (name.size() < ending.size())
        return false;
    const auto last = name.substr(name.size() - ending.size());
    return std::equal(last.begin(), last.end(), ending.begin(), [](char given, char wanted) {
        return given == wanted || (wanted != '.' && given == wanted - 'a' + 'A');
    });
}

upload_order make_order(
    const std::string& path,
    upload_type type,
    std::string_view usual_name,
    const inventory_upload_params& params,
    const call_options& options) {
    upload_order order;
    order.spec.method = http::method::post;
    order.spec.path = path + "/" + std::string(to_text(type));
    order.spec.options = options;
    order.type = type;
    order.file_name = params.file_name.value_or(usual_name);
    if (order.file_name.empty())
        refuse(order.spec, "file_name", "must not be empty");
    if (!ends_with_csv(order.file_name))
        order.file_name += ".csv";
    order.params = params;
    order.params.file_name.reset();
    return order;
}

// Lets nobody hear of progress once the verb is over, however it ends.
class gate_keeper {
public:
    explicit gate_keeper(std::shared_ptr<progress_gate> gate) : gate_(std::move(gate)) {}
    ~gate_keeper() {
        if (gate_)
            gate_->close();
    }
    gate_keeper(const gate_keeper&) = delete;
    gate_keeper& operator=(const gate_keeper&) = delete;

private:
    std::shared_ptr<progress_gate> gate_;
};

asio::awaitable<inventory_upload_id> send_content(
    std::shared_ptr<resource::client_core> core, upload_order order, std::shared_ptr<file_content> content) {
    std::shared_ptr<progress_gate> gate;
    if (order.params.progress) {
        auto caller = strand_home::on(co_await asio::this_coro::executor);
        gate = std::make_shared<progress_gate>(order.params.progress, std::move(caller));
    }
    const gate_keeper keeper(gate);
    auto body = std::make_shared<upload_body>(std::move(content), order.file_name, std::move(gate));
    order.spec.headers.set("Content-Type", body->content_type());
    order.spec.source = std::move(body);
    const auto number = co_await start_job(std::move(core), std::move(order.spec));
    co_return inventory_upload_id(number);
}

// A file as it was opened, and where its text begins.
struct opened_file {
    std::shared_ptr<const input_file> file;
    std::uint64_t begin = 0;
    boost::system::error_code why;
};

opened_file open_file(const std::string& path) {
    opened_file opened;
    opened.file = input_file::open(path, opened.why);
    std::string start(byte_order_mark.size(), '\0');
    if (opened.file && opened.file->read(0, start, opened.why) == start.size() && start == byte_order_mark)
        opened.begin = start.size();
    return opened;
}

// Reads a file once, block by block, so that whoever waits for it can leave in between.
class file_examination {
public:
    file_examination(std::shared_ptr<const input_file> file, const upload_order& order)
        : file_(std::move(file)), checker_(order.type, order.params.rules), block_(upload_block_bytes) {}

    // Returns whether there is more.
    bool step() {
        const auto n = file_->read(at_, block_, why);
        checker_.feed(std::string_view(block_.data(), n));
        at_ += n;
        if (!why && n == block_.size())
            return true;
        report = checker_.finish();
        return false;
    }

    boost::system::error_code why;
    csv_report report;

private:
    std::shared_ptr<const input_file> file_;
    inventory_csv_checker checker_;
    std::vector<char> block_;
    std::uint64_t at_ = 0;
};

asio::awaitable<void> examine(
    std::shared_ptr<side_thread> thread, std::shared_ptr<file_examination> examination, std::string path) {
    bool more = true;
    while (more) {
        auto job = [examination] { return examination->step(); };
        auto waiting = aside<bool>(thread, when_left::skip, std::move(job));
        more = co_await std::move(waiting);
    }
    if (examination->why)
        throw_failure(input_file_failure(path, examination->why));
    if (!examination->report.good())
        throw make_csv_error("file", std::move(examination->report));
}

asio::awaitable<inventory_upload_id>
send_file(std::shared_ptr<resource::client_core> core, upload_order order, std::string path) {
    if (order.spec.refused)
        throw_failure(std::move(*order.spec.refused));
    const auto deadline = deadline_of(*core, order.spec.options);
    const auto thread = core->file_thread();
    auto opening = [path] { return open_file(path); };
    auto opening_soon = aside<opened_file>(thread, when_left::skip, std::move(opening));
    auto opened = co_await std::move(opening_soon);
    if (opened.why)
        throw_failure(input_file_failure(path, opened.why));
    if (order.params.check == file_check::on) {
        auto examination = std::make_shared<file_examination>(opened.file, order);
        co_await examine(thread, std::move(examination), path);
    }
    order.spec.options.deadline = left_until(*core, deadline);
    auto content = make_disk_content(std::move(opened.file), opened.begin, thread, std::move(path));
    co_return co_await send_content(std::move(core), std::move(order), std::move(content));
}

asio::awaitable<inventory_upload_id> send_text(
    std::shared_ptr<resource::client_core> core, upload_order order, std::string text, csv_report report) {
    if (order.spec.refused)
        throw_failure(std::move(*order.spec.refused));
    if (!report.good())
        throw make_csv_error("rows", std::move(report));
    auto content = make_text_content(std::move(text));
    co_return co_await send_content(std::move(core), std::move(order), std::move(content));
}

asio::awaitable<inventory_upload_id> upload_file(
    std::shared_ptr<resource::client_core> core,
    const std::string& path,
    upload_type type,
    std::string_view file,
    const inventory_upload_params& params,
    const call_options& options) {
    const auto slash = file.rfind('/');
    auto order = make_order(
        path, type, slash == std::string_view::npos ? file : file.substr(slash + 1), params, options);
    if (file.empty() || file.find('\0') != std::string_view::npos) {
        order.spec.refused.reset();
        refuse(order.spec, "file", "must be the path of a file");
    }
    return send_file(std::move(core), std::move(order), std::string(file));
}

template <class Row>
asio::awaitable<inventory_upload_id> upload_rows(
    std::shared_ptr<resource::client_core> core,
    const std::string& path,
    upload_type type,
    std::span<const Row> rows,
    const inventory_upload_params& params,
    const call_options& options) {
    auto order = make_order(path, type, "inventory.csv", params, options);
    problem_list problems(params.rules.most_problems);
    std::string text;
    row_writer<Row> writer;
    std::uint64_t number = 1;
    for (const auto& row : rows)
        writer.append(text, row, ++number, problems);
    problems.at(0, 0);
    if (rows.empty())
        problems.add(csv_fault::no_rows, {}, {});
    problems.report().rows = rows.size();
    return send_text(std::move(core), std::move(order), std::move(text), std::move(problems.report()));
}

resource::request_spec
read_upload(const std::string& path, inventory_upload_id id, const call_options& options) {
    return read_job(path, "upload_id", id.value(), options);
}

} // namespace

inventory_upload_node::inventory_upload_node(
    std::shared_ptr<resource::client_core> core, inventory_upload_id id)
    : node(std::move(core), std::string(uploads_path) + "/" + std::to_string(id.value())), id_(id) {}

asio::awaitable<inventory_upload> inventory_upload_node::get(const call_options& options) const {
    return load<inventory_upload>(core(), read_upload(path(), id_, options));
}

asio::awaitable<inventory_upload>
inventory_upload_node::wait(const inventory_wait_params& params, const call_options& options) const {
    return wait_for_job<inventory_upload>(core(), read_upload(path(), id_, options), params);
}

inventory_uploads_node::inventory_uploads_node(std::shared_ptr<resource::client_core> core)
    : node(std::move(core), std::string(uploads_path)) {}

inventory_upload_pager
inventory_uploads_node::list(const inventory_jobs_params& params, const call_options& options) const {
    return make_pager<page<inventory_upload>>(core(), list_jobs(path(), params, options));
}

asio::awaitable<inventory_upload_id> inventory_uploads_node::add(
    std::string_view file, const inventory_upload_params& params, const call_options& options) const {
    return upload_file(core(), path(), upload_type::add, file, params, options);
}

asio::awaitable<inventory_upload_id> inventory_uploads_node::add(
    std::span<const inventory_add_row> rows,
    const inventory_upload_params& params,
    const call_options& options) const {
    return upload_rows(core(), path(), upload_type::add, rows, params, options);
}

asio::awaitable<inventory_upload_id> inventory_uploads_node::change(
    std::string_view file, const inventory_upload_params& params, const call_options& options) const {
    return upload_file(core(), path(), upload_type::change, file, params, options);
}

asio::awaitable<inventory_upload_id> inventory_uploads_node::change(
    std::span<const inventory_change_row> rows,
    const inventory_upload_params& params,
    const call_options& options) const {
    return upload_rows(core(), path(), upload_type::change, rows, params, options);
}

asio::awaitable<inventory_upload_id> inventory_uploads_node::remove(
    std::string_view file, const inventory_upload_params& params, const call_options& options) const {
    return upload_file(core(), path(), upload_type::remove, file, params, options);
}

asio::awaitable<inventory_upload_id> inventory_uploads_node::remove(
    std::span<const inventory_delete_row> rows,
    const inventory_upload_params& params,
    const call_options& options) const {
    return upload_rows(core(), path(), upload_type::remove, rows, params, options);
}

} // namespace discogs
} // namespace segue
