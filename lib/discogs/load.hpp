#pragma once

#include "resource/client_core.hpp"
#include "resource/early_answer.hpp"
#include "resource/json_object.hpp"
#include "resource/json_reader.hpp"
#include "resource/query.hpp"

#include <segue/base/error.hpp>
#include <segue/base/events.hpp>
#include <segue/discogs/models/enums.hpp>
#include <segue/discogs/models/pagination.hpp>
#include <segue/resource/pager.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace segue::discogs {

/// Throws what an unreadable answer to `spec` amounts to: `protocol_error` for text that is no JSON,
/// `decode_error` for JSON of the wrong kind, `completed_unreadable` when the request was a write.
[[noreturn]] void throw_unreadable(
    const resource::request_spec& spec, const http::response& answer, const resource::decode_failure& why);

/// Reads an answer into a model; drift goes to the client's observer.
template <class Model>
Model decode(
    const resource::client_core& core, const resource::request_spec& spec, const http::response& answer) {
    Model model;
    std::vector<drift> drifts;
    if (const auto why = resource::read_json(answer.body, model, &drifts))
        throw_unreadable(spec, answer, *why);
    core.report_drift(spec, drifts);
    return model;
}

/// Sends one request and reads its answer into a model.
template <class Model>
asio::awaitable<Model> load(std::shared_ptr<resource::client_core> core, resource::request_spec spec) {
    auto got = co_await resource::client_core::fetch(core, spec);
    auto model = decode<Model>(*core, spec, got.answer);
    resource::client_core::keep(core, std::move(got));
    co_return model;
}

/// Sends one request whose answer has nothing to read: a body, if any comes, is not looked at. A removal that
/// was sent again and finds nothing has done its work.
asio::awaitable<void> perform(std::shared_ptr<resource::client_core> core, resource::request_spec spec);

/// Gives a request a JSON body.
void give_body(resource::request_spec& spec, const resource::json_object& body);

/// What a paged list says about its other pages.
struct page_links {
    std::optional<std::string> next_query;
    std::optional<std::int64_t> total;
    /// How many items the service means to put on a page.
    std::optional<std::int64_t> per_page;
};

/// Reads where the next page is: from the body's `pagination`, or from the Link field when the body has none.
///
/// Of the URL only the query counts, without anything like credentials: it always names the production host.
/// Throws `protocol_error` with `errc::page_loop` when it does not lead to a later page than `asked_query`
/// did.
page_links read_page_links(
    const resource::request_spec& spec,
    const http::response& answer,
    const std::optional<pagination>& stated,
    std::string_view asked_query);

/// Sends one request for a page, or takes the answer that was asked for early.
///
/// **Errors** as `client_core::fetch`; `depth_limit_error` where the refusal means that the list goes no
/// deeper: 403 with the words that the service has for it, or a page behind the 10,000th item that is not
/// there.
asio::awaitable<resource::fetched> load_page(
    std::shared_ptr<resource::client_core> core,
    resource::request_spec spec,
    std::shared_ptr<resource::early_answer> early);

/// Reads a page's query that comes from outside; nothing when it is none. Credentials are taken out.
std::optional<std::string> page_query(std::string_view query);

/// Tells where a page stands, by the numbers in its query; without a page size there, by the one stated, or
/// the service's usual one.
resource::page_place place_in_list(std::string_view query, const std::optional<std::int64_t>& stated);

/// Tells how long so many pages take by the quota, of which `asked` are under way.
std::chrono::nanoseconds
estimate_pages(const resource::client_core& core, std::size_t requests, std::size_t asked);

/// Tells the observer of a page with fewer items than promised, when it is not the last one.
void report_if_short(
    const resource::client_core& core,
    const resource::request_spec& spec,
    const page_links& links,
    std::size_t items);

/// Tells the observer of a list that changed.
void report_moved(
    const resource::client_core& core,
    const resource::request_spec& spec,
    const std::string& query,
    events::list_moved news);

/// Reads pages that stand on the wire as they are given out.
template <class Page>
struct plain_page {
    static Page read(
        const resource::client_core& core, const resource::request_spec& spec, const http::response& answer) {
        return decode<Page>(core, spec, answer);
    }
};

/// Loads the pages of one list. A page that stands otherwise on the wire has a `Reader` of its own.
template <class Page, class Reader = plain_page<Page>>
class list_loader final : public resource::page_loader<Page>,
                          public std::enable_shared_from_this<list_loader<Page, Reader>> {
public:
    list_loader(std::shared_ptr<resource::client_core> core, resource::request_spec spec)
        : core_(std::move(core)), spec_(std::move(spec)) {}

    asio::awaitable<resource::page_step<Page>>
    load(std::string query, std::shared_ptr<resource::early_answer> early) override {
        const auto self = this->shared_from_this();
        auto spec = spec_;
        spec.query = query;
        auto got = co_await load_page(core_, spec, std::move(early));
        resource::page_step<Page> step;
        step.page = Reader::read(*core_, spec, got.answer);
        auto links = read_page_links(spec, got.answer, step.page.pagination, query);
        resource::client_core::keep(core_, std::move(got));
        report_if_short(*core_, spec, links, step.page.items.size());
        step.next_query = std::move(links.next_query);
        step.total = links.total;
        step.per_page = links.per_page;
        co_return step;
    }

    std::shared_ptr<resource::early_answer> ask_early(const std::string& query) override {
        auto spec = spec_;
        spec.query = query;
        return std::make_shared<resource::early_answer>(core_, std::move(spec));
    }

    const std::string& path() const noexcept override { return spec_.path; }

    std::optional<std::string> accept(std::string_view query) const override { return page_query(query); }

    resource::page_place
    place_of(std::string_view query, const std::optional<std::int64_t>& stated) const override {
        return place_in_list(query, stated);
    }

    std::chrono::nanoseconds estimate(std::size_t requests, std::size_t asked) const override {
        return estimate_pages(*core_, requests, asked);
    }

    void report(const std::string& query, const events::list_moved& news) const override {
        report_moved(*core_, spec_, query, news);
    }

private:
    std::shared_ptr<resource::client_core> core_;
    resource::request_spec spec_;
};

/// Makes a pager over the list that `spec` describes; its query is that of the first page.
template <class Page, class Reader = plain_page<Page>>
pager<Page> make_pager(std::shared_ptr<resource::client_core> core, resource::request_spec spec) {
    auto first = spec.query;
    auto loader = std::make_shared<list_loader<Page, Reader>>(std::move(core), std::move(spec));
    return pager<Page>(std::move(loader), std::move(first));
}

/// Marks a request as not to be sent, for a param of its verb.
void refuse(resource::request_spec& spec, std::string_view param, std::string_view why);

/// Makes the currency that is wished for, else the client's, the request's only query, as `curr_abbr`;
/// nothing where neither is set. Returns its code.
std::string add_currency(
    resource::request_spec& spec, const resource::client_core& core, const std::optional<currency>& wished);

/// Adds `page` and `per_page`, refusing what the service would quietly bend.
void add_paging(
    resource::request_spec& spec,
    resource::query& to,
    std::optional<std::int64_t> page,
    std::optional<std::int64_t> per_page);

} // namespace segue::discogs
