// Identity, users, collections, wantlists and lists: what belongs to one verb or noun alone. What all have in
// common is in operations/.

#include "support/client_fixture.hpp"

#include <memory>

namespace {

using namespace segue;
using segue::test::param_of;
using segue::testing::json;
using segue::testing::reply;

class discogs_people : public test::client_fixture {
protected:
    http::request last() const { return transport->request(transport->count() - 1); }

    void answer_with(int status, std::string body) {
        answer = [status, text = std::move(body)](const http::request&) { return json(status, text); };
    }
};

constexpr const char* no_items = R"({"pagination":{"items":0,"urls":{}},"releases":[],"contributions":[]})";

TEST_F(discogs_people, nouns_know_what_they_name_and_send_nothing) {
    const auto client = make_client();
    const auto user = client.user("Some One");
    EXPECT_EQ(user.username(), "Some One");
    const auto folder = user.collection().folder(5);
    EXPECT_EQ(folder.id(), discogs::folder_id(5));
    EXPECT_EQ(folder.release(7).id(), discogs::release_id(7));
    EXPECT_EQ(folder.release(7).instance(9).id(), discogs::instance_id(9));
    EXPECT_EQ(folder.release(7).instance(9).field(2).id(), discogs::field_id(2));
    EXPECT_EQ(user.collection().release(7).id(), discogs::release_id(7));
    EXPECT_EQ(client.user_list(3).id(), discogs::list_id(3));
    auto list = user.wantlist().list();
    list = user.wantlist().list({.page = 2});
    while (io.poll() != 0) {
    }
    EXPECT_EQ(transport->count(), 0U);
}

TEST_F(discogs_people, awaitable_needs_neither_client_nor_nouns_nor_texts) {
    answer_with(200, R"({"id":352665,"username":"me","name":"Jazz","instance_id":9,"rating":4})");
    const auto dying = [](const char* text) { return std::make_unique<std::string>(text); };
    auto name = dying("me");
    auto text = dying("a text long enough to live outside of its string");
    auto client = std::make_unique<discogs::client>(make_client());
    auto identity = client->identity().get();
    auto user = client->user(*name).get();
    auto update = client->user(*name).update({.name = *text, .profile = *text});
    auto folder = client->user(*name).collection().folders().create(*text);
    auto renamed = client->user(*name).collection().folder(5).update(*text);
    auto added = client->user(*name).collection().folder(5).releases().create(7);
    auto field = client->user(*name).collection().folder(5).release(7).instance(9).field(1).update(*text);
    auto want = client->user(*name).wantlist().create(7, {.notes = *text});
    auto list = client->user_list(3).get();
    auto items = client->user(*name).collection().folder(5).releases().list();
    client.reset();
    name->assign("!!");
    text->assign(text->size(), '!');
    name.reset();
    text.reset();

    EXPECT_EQ(run(std::move(identity)).username, "me");
    EXPECT_EQ(run(std::move(user)).username, "me");
    EXPECT_EQ(last().target, "/users/me");
    const std::string kept = "\"a text long enough to live outside of its string\"";
    EXPECT_EQ(run(std::move(update)).username, "me");
    EXPECT_EQ(last().body, "{\"name\":" + kept + ",\"profile\":" + kept + "}");
    EXPECT_EQ(run(std::move(folder)).name, "Jazz");
    EXPECT_EQ(last().body, "{\"name\":" + kept + "}");
    EXPECT_EQ(run(std::move(renamed)).name, "Jazz");
    EXPECT_EQ(last().body, "{\"name\":" + kept + "}");
    EXPECT_EQ(run(std::move(added)).instance_id, discogs::instance_id(9));
    EXPECT_TRUE(run(done(std::move(field))));
    EXPECT_EQ(last().body, "{\"value\":" + kept + "}");
    EXPECT_EQ(run(std::move(want)).rating, 4);
    EXPECT_EQ(last().body, "{\"notes\":" + kept + "}");
    EXPECT_EQ(run(std::move(list)).name, "Jazz");
    answer_with(200, no_items);
    EXPECT_FALSE(run(items.next()));
    EXPECT_EQ(last().target, "/users/me/collection/folders/5/releases");
}

TEST_F(discogs_people, context_that_goes_ends_verbs_and_nouns_live_on) {
    transport->use({.latency = std::chrono::minutes(1)});
    params.rate_limit = traffic::rate_limit::off;
    auto context = std::make_unique<asio::io_context>(1);
    auto user = discogs::client(context->get_executor(), params, transport, time).user("me");
    auto list = user.wantlist().list();
    int ended = 0;
    const auto count_end = [&ended](std::exception_ptr, auto&&...) { ++ended; };
    asio::co_spawn(*context, user.get(), count_end);
    asio::co_spawn(*context, user.collection().folder(5).remove(), count_end);
    asio::co_spawn(*context, list.next(), count_end);
    while (context->poll() != 0) {
    }
    EXPECT_EQ(transport->under_way(), 3U);
    context.reset();
    EXPECT_EQ(transport->under_way(), 0U);
    EXPECT_EQ(ended, 0) << "their coroutines went with the context";
    EXPECT_EQ(user.username(), "me");
    EXPECT_THROW(run(user.get()), boost::system::system_error) << "operation_aborted";
}

TEST_F(discogs_people, bad_params_are_named_and_nothing_is_sent) {
    const auto client = make_client();
    const auto me = client.user("me");
    const auto mine = me.collection();
    const auto refused = [this](auto work) { return fails<bad_params>(std::move(work)).param; };
    EXPECT_EQ(refused(client.user_list(0).get()), "list_id");
    EXPECT_EQ(refused(me.update({})), "params");
    EXPECT_EQ(refused(mine.folders().create("")), "name");
    EXPECT_EQ(refused(mine.folder(-1).get()), "folder_id");
    EXPECT_EQ(refused(mine.folder(5).update("")), "name");
    EXPECT_EQ(refused(mine.folder(-1).update("n")), "folder_id");
    EXPECT_EQ(refused(mine.folder(5).releases().create(0)), "release_id");
    EXPECT_EQ(refused(mine.folder(-1).releases().create(7)), "folder_id");
    const auto copy = mine.folder(5).release(7).instance(9);
    EXPECT_EQ(refused(done(copy.update({}))), "params");
    EXPECT_EQ(refused(done(copy.update({.rating = 6}))), "rating");
    EXPECT_EQ(refused(done(copy.update({.rating = -1}))), "rating");
    EXPECT_EQ(refused(done(copy.update({.folder_id = discogs::folder_id(-2)}))), "folder_id");
    EXPECT_EQ(refused(done(mine.folder(-1).release(7).instance(9).remove())), "folder_id");
    EXPECT_EQ(refused(done(mine.folder(5).release(0).instance(9).remove())), "release_id");
    EXPECT_EQ(refused(done(mine.folder(5).release(7).instance(0).remove())), "instance_id");
    EXPECT_EQ(refused(done(copy.field(0).update("v"))), "field_id");
    EXPECT_EQ(refused(me.wantlist().create(0)), "release_id");
    EXPECT_EQ(refused(me.wantlist().create(7, {.rating = 6})), "rating");
    EXPECT_EQ(refused(me.wantlist().create(7, {.rating = -1})), "rating");
    EXPECT_EQ(refused(me.wantlist().update(7, {})), "params");
    EXPECT_EQ(refused(me.wantlist().update(-7, {.notes = "n"})), "release_id");
    EXPECT_EQ(refused(me.wantlist().update(7, {.rating = 9})), "rating");
    EXPECT_EQ(refused(done(me.wantlist().remove(0))), "release_id");
    EXPECT_EQ(transport->count(), 0U);
}

TEST_F(discogs_people, bad_params_of_a_list_are_thrown_by_its_verbs) {
    const auto me = make_client().user("me");
    const auto refused = [this](auto list) { return fails<bad_params>(list.next()).param; };
    EXPECT_EQ(refused(me.submissions().list({.page = 0})), "page");
    EXPECT_EQ(refused(me.submissions().list({.per_page = 101})), "per_page");
    EXPECT_EQ(refused(me.contributions().list({.per_page = 0})), "per_page");
    EXPECT_EQ(refused(me.contributions().list({.sort_order = discogs::sort_order::ascending})), "sort_order");
    EXPECT_EQ(refused(me.lists().list({.page = -1})), "page");
    EXPECT_EQ(refused(me.collection().folder(-1).releases().list()), "folder_id");
    EXPECT_EQ(
        refused(me.collection().folder(1).releases().list({.sort_order = discogs::sort_order::descending})),
        "sort_order");
    EXPECT_EQ(refused(me.collection().folder(1).releases().list({.page = 0})), "page");
    EXPECT_EQ(refused(me.collection().release(0).instances().list()), "release_id");
    EXPECT_EQ(refused(me.collection().release(7).instances().list({.per_page = 101})), "per_page");
    EXPECT_EQ(refused(me.wantlist().list({.page = 0})), "page");
    EXPECT_EQ(transport->count(), 0U);
}

// T57: folder 0 shows all and is no place to put things; 0 and 1 keep their names and stay.
TEST_F(discogs_people, folders_that_everybody_has_are_no_targets) {
    const auto mine = make_client().user("me").collection();
    const auto refused = [this](auto work) { return fails<bad_params>(std::move(work)).param; };
    for (const auto folder : {discogs::all_folder, discogs::uncategorized_folder}) {
        EXPECT_EQ(refused(mine.folder(folder).update("n")), "folder_id");
        EXPECT_EQ(refused(done(mine.folder(folder).remove())), "folder_id");
    }
    EXPECT_EQ(refused(mine.folder(discogs::all_folder).releases().create(7)), "folder_id");
    const auto copy = mine.folder(5).release(7).instance(9);
    EXPECT_EQ(refused(done(copy.update({.folder_id = discogs::all_folder}))), "folder_id");
    EXPECT_EQ(transport->count(), 0U);

    answer_with(204, "");
    EXPECT_TRUE(run(done(copy.update({.folder_id = discogs::uncategorized_folder}))));
    EXPECT_EQ(last().body, R"({"folder_id":1})");
    EXPECT_TRUE(run(done(mine.folder(0).release(7).instance(9).update({.rating = 5}))))
        << "what is named through folder 0 is for the service to judge";
    EXPECT_EQ(last().target, "/users/me/collection/folders/0/releases/7/instances/9");
}

// A14: the old place of a copy that has moved is empty, so "not found" does not say that nothing happened.
TEST_F(discogs_people, move_sent_again_that_finds_nothing_has_an_unknown_outcome) {
    params.retry = {.max_attempts = 2};
    const auto copy = make_client().user("me").collection().folder(5).release(7).instance(9);
    const std::string path = "/users/me/collection/folders/5/releases/7/instances/9";
    const auto gone = [] { return segue::testing::error_json(404, "gone"); };
    const auto move = [&copy] { return done(copy.update({.folder_id = discogs::folder_id(6)})); };

    transport->queue("POST", path, reply::lost());
    transport->queue("POST", path, gone());
    const auto doubt = fails<outcome_unknown>(move());
    EXPECT_EQ(doubt.cause, errc::not_found);
    EXPECT_EQ(doubt.status, 404);
    EXPECT_EQ(doubt.attempts, 2);

    transport->queue("POST", path, json(503, "{}"));
    transport->queue("POST", path, gone());
    EXPECT_EQ(fails<outcome_unknown>(move()).attempts, 2) << "a gateway's 503 leaves it open too";

    transport->queue("POST", path, reply::unsent());
    transport->queue("POST", path, gone());
    EXPECT_EQ(fails<not_found_error>(move()).attempts, 2) << "the first one never left";

    transport->queue("POST", path, gone());
    EXPECT_EQ(fails<not_found_error>(move()).attempts, 1);

    transport->queue("POST", path, reply::lost());
    transport->queue("POST", path, gone());
    fails<not_found_error>(done(copy.update({.rating = 3}))); // nothing moves
    transport->queue("POST", path, reply::lost());
    transport->queue("POST", path, gone());
    fails<not_found_error>(done(copy.update({.folder_id = discogs::folder_id(5), .rating = 3})));
    transport->verify();
}

TEST_F(discogs_people, removal_sent_again_that_finds_nothing_has_done_its_work) {
    params.retry = {.max_attempts = 2};
    const auto me = make_client().user("me");
    const auto lost_then_gone = [this] {
        transport->queue(reply::lost());
        transport->queue(segue::testing::error_json(404, "gone"));
    };
    lost_then_gone();
    EXPECT_TRUE(run(done(me.collection().folder(5).remove())));
    lost_then_gone();
    EXPECT_TRUE(run(done(me.collection().folder(5).release(7).instance(9).remove())));
    lost_then_gone();
    EXPECT_TRUE(run(done(me.wantlist().remove(7))));
    EXPECT_EQ(transport->count(), 6U);
    transport->verify();
}

// T59: the service answers 422 "missing body" to a value in the query.
TEST_F(discogs_people, field_value_travels_in_the_body_also_when_it_is_empty) {
    answer_with(204, "");
    const auto field = make_client().user("me").collection().folder(1).release(7).instance(9).field(3);
    EXPECT_TRUE(run(done(field.update("a \"b\"\r\n\xc3\xbc\\ ?x=1&y"))));
    EXPECT_EQ(last().body, "{\"value\":\"a \\\"b\\\"\\r\\n\xc3\xbc\\\\ ?x=1&y\"}");
    EXPECT_EQ(last().target.find('?'), std::string::npos);
    EXPECT_TRUE(run(done(field.update(""))));
    EXPECT_EQ(last().body, R"({"value":""})");
}

TEST_F(discogs_people, field_that_the_service_refuses_names_what_is_wrong) {
    answer_with(
        422,
        R"({"message":"See \"detail\" for validation errors.","detail":[{"type":"missing","loc":["body"],)"
        R"("msg":"Field required","input":null}]})");
    const auto field = make_client().user("me").collection().folder(1).release(7).instance(9).field(3);
    const auto f = fails<validation_error>(done(field.update("v")));
    EXPECT_NE(f.message.find("Field required"), std::string::npos) << f.message;
}

TEST_F(discogs_people, want_without_notes_and_rating_is_an_empty_object) {
    answer_with(201, R"({"id":7,"rating":0})");
    EXPECT_EQ(run(make_client().user("me").wantlist().create(7)).rating, 0);
    EXPECT_EQ(last().method, http::method::put);
    EXPECT_EQ(last().body, "{}");
    run(make_client().user("me").wantlist().update(7, {.rating = 0}));
    EXPECT_EQ(last().body, R"({"rating":0})") << "T48: zero is a value";
}

// T60: the address of a new copy has words that lead nowhere.
TEST_F(discogs_people, new_copy_is_reached_by_its_ids) {
    answer_with(
        201,
        R"({"instance_id":888013468000,"resource_url":)"
        R"("https://api.discogs.com/users/me/collection/folders/1/release/7/instance/3"})");
    const auto folder = make_client().user("me").collection().folder(1);
    const auto made = run(folder.releases().create(7));
    EXPECT_EQ(made.instance_id.value(), 888'013'468'000) << "T28";
    answer_with(204, "");
    EXPECT_TRUE(run(done(folder.release(7).instance(made.instance_id).remove())));
    EXPECT_EQ(last().target, "/users/me/collection/folders/1/releases/7/instances/888013468000");
}

// T26: folders, fields and what is on a list come at once.
TEST_F(discogs_people, lists_that_are_not_paged_take_one_request) {
    const auto mine = make_client().user("me").collection();
    answer_with(200, R"({"folders":[{"id":0,"name":"All"},{"id":1,"name":"Uncategorized"}]})");
    auto folders = mine.folders().list();
    int seen = 0;
    auto walk = [&]() -> asio::awaitable<bool> {
        while (auto folder = co_await folders.next())
            ++seen;
        co_return !co_await folders.next();
    };
    EXPECT_TRUE(run(walk()));
    EXPECT_EQ(seen, 2);
    EXPECT_EQ(transport->count(), 1U);
    answer_with(200, R"({"fields":[]})");
    auto fields = mine.fields().list();
    EXPECT_TRUE(run(fields.collect()).empty());
    EXPECT_EQ(transport->count(), 2U);
}

// T23 and T24: the list ends where no next page is named; next pages are asked for on our own base.
TEST_F(discogs_people, pages_of_a_collection_follow_what_the_service_names) {
    answer = [](const http::request& r) {
        const bool second = param_of(r.target, "page") == "2";
        return json(
            std::string(R"({"pagination":{"page":1,"pages":9,"per_page":2,"items":99,"urls":{)") +
            (second ? ""
                    : R"("next":"http://api.discogs.com/users/ME/collection/folders/0/releases?)"
                      R"(sort=added&per_page=2&page=2&token=t")") +
            R"(}},"releases":[{"id":7,"instance_id":)" + (second ? "2" : "1") + R"(,"rating":0}]})");
    };
    auto list = make_client().user("me").collection().folder(0).releases().list(
        {.sort = discogs::user_release_sort::added, .per_page = 2});
    const auto all = run(list.collect());
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[1].instance_id, discogs::instance_id(2));
    EXPECT_EQ(last().target, "/users/me/collection/folders/0/releases?sort=added&per_page=2&page=2");
    EXPECT_EQ(transport->count(), 2U);
    EXPECT_EQ(list.moved().repeated_items, 0U) << "two copies of a release are two items";
}

TEST_F(discogs_people, sort_keys_have_the_services_names) {
    answer_with(200, no_items);
    const auto me = make_client().user("me");
    using sort = discogs::user_release_sort;
    const std::pair<sort, const char*> keys[] = {
        {sort::label, "label"},
        {sort::artist, "artist"},
        {sort::title, "title"},
        {sort::catalog_number, "catno"},
        {sort::format, "format"},
        {sort::rating, "rating"},
        {sort::added, "added"},
        {sort::year, "year"}};
    for (const auto& [key, word] : keys) {
        auto items = me.collection().folder(1).releases().list({.sort = key});
        EXPECT_FALSE(run(items.next()));
        EXPECT_EQ(last().target, std::string("/users/me/collection/folders/1/releases?sort=") + word);
        auto contributions = me.contributions().list({.sort = key});
        EXPECT_FALSE(run(contributions.next()));
        EXPECT_EQ(last().target, std::string("/users/me/contributions?sort=") + word);
    }
}

// T27: three arrays on a page, counted together.
TEST_F(discogs_people, submissions_are_one_list_of_three_kinds) {
    answer = [](const http::request& r) {
        if (param_of(r.target, "page") == "2")
            return json(R"({"pagination":{"items":5,"per_page":3,"urls":{}},"submissions":)"
                        R"({"artists":[{"id":3,"name":"A3"}],"labels":[{"id":1,"name":"L1"}]}})");
        return json(
            R"({"pagination":{"items":5,"per_page":3,"urls":{"next":)"
            R"("https://api.discogs.com/users/me/submissions?page=2&per_page=3"}},"submissions":{"releases":)"
            R"([{"id":1,"title":"R1"},{"id":2,"title":"R2"}],"artists":[{"id":1,"name":"A1"}],"others":[7]}})");
    };
    auto list = make_client().user("me").submissions().list({.per_page = 3});
    EXPECT_EQ(run(list.total()), 5);
    auto page = run(list.next_page());
    ASSERT_EQ(page->items.size(), 3U);
    EXPECT_EQ(page->items[0].as_artist()->name, "A1");
    EXPECT_EQ(page->items[0].as_release(), nullptr);
    EXPECT_EQ(page->items[0].as_label(), nullptr);
    EXPECT_EQ(page->items[2].as_release()->title, "R2");
    EXPECT_EQ(page->extra.text("others"), "[7]") << "what stands beside the three is kept";
    const auto rest = run(list.collect());
    ASSERT_EQ(rest.size(), 2U);
    EXPECT_EQ(rest[0].as_artist()->id.value(), 3);
    EXPECT_EQ(rest[1].as_label()->id.value(), 1);
    EXPECT_EQ(list.moved().repeated_items, 0U) << "artist 1, label 1 and release 1 are three things";
    EXPECT_TRUE(observer->lists.empty()) << "no page was short";
    EXPECT_TRUE(observer->drifts.empty());
}

TEST_F(discogs_people, submissions_that_are_missing_are_none) {
    for (const char* const body :
         {R"({"pagination":{"items":0,"urls":{}},"submissions":{}})",
          R"({"pagination":{"items":0,"urls":{}}})",
          R"({"pagination":{"items":0,"urls":{}},"submissions":null})",
          R"({"submissions":{"artists":null,"labels":[],"releases":[]}})"}) {
        answer_with(200, body);
        auto list = make_client().user("me").submissions().list();
        EXPECT_FALSE(run(list.next())) << body;
    }
}

TEST_F(discogs_people, submission_that_comes_again_on_the_next_page_is_seen_as_movement) {
    answer = [](const http::request& r) {
        const bool second = param_of(r.target, "page") == "2";
        return json(
            std::string(R"({"pagination":{"items":4,"per_page":2,"urls":{)") +
            (second ? "" : R"("next":"https://api.discogs.com/users/me/submissions?page=2")") +
            R"(}},"submissions":{"releases":[{"id":)" + (second ? "2" : "1") + R"(,"title":"t"},{"id":)" +
            (second ? "3" : "2") + R"(,"title":"t"}]}})");
    };
    auto list = make_client().user("me").submissions().list();
    EXPECT_EQ(run(list.collect()).size(), 4U);
    EXPECT_EQ(list.moved().repeated_items, 1U);
}

// T61: documented as public, yet refused.
TEST_F(discogs_people, fields_of_somebody_else_are_forbidden) {
    answer = [](const http::request&) {
        return segue::testing::error_json(
            403,
            "You are not allowed to view this resource. Please authenticate as the owner to view this "
            "content.");
    };
    auto fields = make_client().user("you").collection().fields().list();
    const auto f = fails<forbidden_error>(fields.next());
    EXPECT_NE(f.message.find("authenticate as the owner"), std::string::npos);
    EXPECT_EQ(f.path, "/users/you/collection/fields");
}

TEST_F(discogs_people, writes_let_go_what_the_cache_holds_of_their_user_alone) {
    cache = traffic::make_memory_cache({});
    const auto client = make_client();
    const auto read_all = [&](const char* name) {
        const auto user = client.user(name);
        answer_with(200, R"({"id":1,"username":"x"})");
        run(user.get());
        answer_with(200, no_items);
        auto items = user.collection().folder(1).releases().list();
        run(items.collect());
        auto wants = user.wantlist().list();
        run(wants.collect());
        auto submissions = user.submissions().list();
        run(submissions.collect());
    };
    const auto requests_of = [&](const char* name) {
        const auto before = transport->count();
        read_all(name);
        return transport->count() - before;
    };
    EXPECT_EQ(requests_of("me"), 4U);
    EXPECT_EQ(requests_of("you"), 4U);
    EXPECT_EQ(requests_of("me"), 0U);
    answer_with(200, R"({"id":1,"username":"me"})");
    run(client.user("ME").update({.location = "L"}));
    EXPECT_EQ(requests_of("me"), 1U) << "the profile; the service does not tell ME from me";
    answer_with(201, R"({"instance_id":1})");
    run(client.user("me").collection().folder(1).releases().create(7));
    EXPECT_EQ(requests_of("me"), 1U) << "the copies";
    answer_with(201, R"({"id":7})");
    run(client.user("me").wantlist().create(7));
    EXPECT_EQ(requests_of("me"), 1U) << "the wants";
    EXPECT_EQ(requests_of("you"), 0U);
    run(client.user("you").collection().clear_cache());
    EXPECT_EQ(requests_of("you"), 1U) << "the copies";
    run(client.user("you").wantlist().clear_cache());
    EXPECT_EQ(requests_of("you"), 1U) << "the wants";
    run(client.user("you").collection().folder(1).release(7).instance(9).field(1).clear_cache());
    EXPECT_EQ(requests_of("you"), 1U) << "a copy cannot be read by itself, so all that show it";
    run(client.user("you").clear_cache());
    EXPECT_EQ(requests_of("you"), 4U);
    EXPECT_EQ(requests_of("me"), 0U);
}

} // namespace
