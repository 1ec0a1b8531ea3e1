#include "market_answers.hpp"
#include "member_reader.hpp"

#include <algorithm>
#include <array>

// Orders and what seller and buyer write to each other.

namespace segue::emulator {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 5> order_keys{"id", "buyer", "created", "status", "last_activity"};

/// What a list of orders is narrowed down to.
struct order_filter {
    std::string status{};
    std::optional<wall_second> after{};
    std::optional<wall_second> before{};
    std::optional<bool> archived{};

    [[nodiscard]] bool shows(const order_record& order) const {
        return (status.empty() || status == "All" || order.status == status) &&
               (!after || order.created > *after) && (!before || order.created < *before) &&
               (!archived || order.archived == *archived);
    }
};

/// What is wrong with the parameters; empty: nothing.
std::string read_filter(const query_list& query, order_filter& into) {
    const auto read_time = [&query](std::string_view name, std::optional<wall_second>& to) {
        const auto text = find_query(query, name);
        to = text ? read_instant(*text) : std::nullopt;
        return !text || to;
    };
    if (const auto status = find_query(query, "status")) {
        const auto known = spelled(order_filters(), *status);
        if (!known)
            return expected_one_of("status", order_filters());
        into.status = std::string(*known);
    }
    if (!read_time("created_after", into.after))
        return "Invalid created_after: expected YYYY-MM-DDTHH:MM:SSZ.";
    if (!read_time("created_before", into.before))
        return "Invalid created_before: expected YYYY-MM-DDTHH:MM:SSZ.";
    if (const auto archived = find_query(query, "archived")) {
        if (*archived != "true" && *archived != "false")
            return "Invalid archived: expected true or false.";
        into.archived = *archived == "true";
    }
    return {};
}

void sort_orders(std::vector<const order_record*>& orders, const list_order& by) {
    const auto less = [&by](const order_record* left, const order_record* right) {
        if (by.key == "buyer")
            return left->buyer < right->buyer;
        if (by.key == "created")
            return left->created < right->created;
        if (by.key == "status")
            return left->status < right->status;
        if (by.key == "last_activity")
            return left->last_activity < right->last_activity;
        return left->number < right->number;
    };
    std::sort(orders.begin(), orders.end(), [&](const auto* left, const auto* right) {
        if (less(left, right) || less(right, left))
            return by.descending ? less(right, left) : less(left, right);
        return left->number < right->number;
    });
}

response list_orders(const call& asked) {
    order_filter filter;
    if (const std::string problem = read_filter(asked.target.query, filter); !problem.empty())
        return error_answer(422, problem);
    response refusal;
    const auto by = wanted_order(asked, order_keys, "id", refusal);
    if (!by)
        return refusal;
    auto orders = asked.state.market.orders.of(asked.caller->username);
    std::erase_if(orders, [&filter](const order_record* each) { return !filter.shows(*each); });
    sort_orders(orders, *by);
    const query_list extra = extra_parameters(asked.target.query);
    return page_answer(asked, "orders", orders, extra, {}, [&asked](const order_record* each) {
        return render_order(asked.data, *each, asked.state.accounts, asked.to);
    });
}

/// The order that the path names, for one of the two that it is about; else the answer to who asks.
order_record* named_order(const call& asked, response& refusal) {
    order_record* found = asked.state.market.orders.find(asked.where.text("order_id"));
    const std::string& who = asked.caller->username;
    if (found == nullptr)
        refusal = nothing_there();
    else if (found->seller != who && found->buyer != who)
        refusal = error_answer(403, not_yours);
    else
        return found;
    return nullptr;
}

response get_order(const call& asked) {
    response refusal;
    const order_record* found = named_order(asked, refusal);
    if (found == nullptr)
        return refusal;
    return json_answer(render_order(asked.data, *found, asked.state.accounts, asked.to));
}

/// A status that the order may be set to now; nothing when none was sent or it was refused.
std::optional<std::string> read_status(member_reader& from, const order_record& order) {
    std::optional<std::string> out = from.text("status");
    if (!out || may_become(order, *out) || order.status == *out)
        return out;
    from.refuse(expected_one_of("status", next_statuses(order.status)));
    return std::nullopt;
}

/// What a seller wants an order to be.
struct order_change {
    std::optional<std::string> status{};
    std::optional<cents> shipping{};
    std::string tracking_number{};
    std::string carrier{};
};

order_change read_change(member_reader& body, const order_record& order) {
    order_change out;
    if (body.has("status") && body.has("shipping"))
        body.refuse("Set either status or shipping, not both.");
    if (!body.has("status") && !body.has("shipping") && !body.has("tracking"))
        body.refuse("Expected status, shipping or tracking.");
    out.status = read_status(body, order);
    out.shipping = body.amount("shipping", 0);
    if (out.shipping && !order.may_be_invoiced())
        body.refuse("The shipping of an order that is " + order.status + " cannot be changed.");
    return out;
}

/// 200: nothing is wrong with it, or it was not sent.
response read_tracking(member_reader& body, order_change& into) {
    auto tracking = body.object("tracking");
    if (!tracking)
        return {};
    into.tracking_number = tracking->text("number").value_or("");
    into.carrier = tracking->choice("carrier", carriers()).value_or("");
    if (!tracking->problem().empty())
        return error_answer(422, tracking->problem());
    return into.tracking_number.empty() ? error_answer(400, "Tracking number is required.") : response{};
}

response change_order(const call& asked) {
    response refusal;
    order_record* found = named_order(asked, refusal);
    if (found == nullptr)
        return refusal;
    member_reader body(asked.sent.body);
    const bool by_seller = found->seller == asked.caller->username;
    if (!by_seller)
        return error_answer(
            403, body.has("tracking") ? "Only the seller can set tracking information." : not_yours);
    order_change change = read_change(body, *found);
    refusal = read_tracking(body, change);
    if (!body.problem().empty())
        return error_answer(422, body.problem());
    if (refusal.status != 200)
        return refusal;
    const wall_second now = whole_second(asked.now.wall);
    if (!change.tracking_number.empty()) {
        found->tracking_number = change.tracking_number;
        found->carrier = change.carrier;
        found->last_activity = now;
    }
    if (change.shipping)
        set_shipping(*found, *change.shipping, found->seller, now);
    if (change.status)
        set_status(*found, *change.status, found->seller, now);
    return json_answer(render_order(asked.data, *found, asked.state.accounts, asked.to));
}

response list_messages(const call& asked) {
    response refusal;
    const order_record* found = named_order(asked, refusal);
    if (found == nullptr)
        return refusal;
    std::vector<const order_message*> messages;
    // Newest first.
    for (auto each = found->messages.rbegin(); each != found->messages.rend(); ++each)
        messages.push_back(&*each);
    const query_list extra = extra_parameters(asked.target.query);
    return page_answer(asked, "messages", messages, extra, {}, [&](const order_message* each) {
        return render_message(*found, *each, asked.state.accounts);
    });
}

response write_to_order(const call& asked) {
    response refusal;
    order_record* found = named_order(asked, refusal);
    if (found == nullptr)
        return refusal;
    member_reader body(asked.sent.body);
    std::string text = body.text("message").value_or("");
    if (body.problem().empty() && text.empty() && !body.has("status"))
        return error_answer(422, "Expected message or status.");
    // Only the seller decides what becomes of an order.
    if (body.has("status") && found->seller != asked.caller->username)
        return error_answer(403, not_yours);
    const auto status = read_status(body, *found);
    if (!body.problem().empty())
        return error_answer(422, body.problem());
    const wall_second now = whole_second(asked.now.wall);
    if (status && (*status != found->status || text.empty())) {
        std::string change = "Seller changed status from " + found->status + " to " + *status;
        text = text.empty() ? std::move(change) : change + "\n\n" + text;
        set_status(*found, *status, found->seller, now);
    }
    const order_message& written =
        write_message(*found, text, asked.caller->username, order_subject(asked.data, *found), now);
    return json_answer(render_written(*found, written, asked.state.accounts), 201);
}

constexpr std::array order_table{
    operation{"GET", "/marketplace/orders", list_orders, audience::user, true, false},
    operation{"GET", "/marketplace/orders/{order_id}", get_order, audience::user, false, false},
    operation{"POST", "/marketplace/orders/{order_id}", change_order, audience::user},
    operation{"GET", "/marketplace/orders/{order_id}/messages", list_messages, audience::user, true, false},
    operation{"POST", "/marketplace/orders/{order_id}/messages", write_to_order, audience::user},
};

} // namespace

std::span<const operation> order_operations() noexcept {
    return order_table;
}

} // namespace segue::emulator
