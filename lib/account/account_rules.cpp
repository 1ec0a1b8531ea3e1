#include "account/account_rules.hpp"

#include "account/refuse.hpp"
#include "account/store_failure.hpp"

#include <algorithm>

namespace segue::account {

namespace {

bool fits(const owned_filter::values& wanted, std::string_view value) {
    return !wanted || std::find(wanted->begin(), wanted->end(), value) != wanted->end();
}

std::size_t size_of(const stored_account& a) {
    std::size_t size =
        a.user_id.size() + a.user_name.size() + a.redirect_uri.size() + a.token_type.size() + a.extra.size();
    for (const auto* each : {&a.client_secret, &a.access_token, &a.token_secret, &a.refresh_token})
        size += each->reveal().size();
    for (const auto& scope : a.scopes)
        size += scope.size() + 8; // so that a million empty ones are not free
    return size;
}

} // namespace

owned_key own(const account_key& key) {
    owned_key mine;
    mine.provider = key.provider;
    mine.flow = key.flow;
    mine.client_id = key.client_id;
    mine.label = key.label;
    return mine;
}

owned_filter own(const account_filter& filter) {
    owned_filter mine;
    mine.providers = filter.providers.values();
    mine.flows = filter.flows.values();
    mine.client_ids = filter.client_ids.values();
    mine.labels = filter.labels.values();
    return mine;
}

bool owned_filter::matches(const account_key& key) const {
    return fits(providers, key.provider) && fits(flows, key.flow) && fits(client_ids, key.client_id) &&
           fits(labels, key.label);
}

void check_account(const stored_account& account) {
    if (account.provider.empty())
        refuse("provider", "is empty");
    if (account.flow.empty())
        refuse("flow", "is empty");
    const auto check = [](std::string_view name, std::string_view value) {
        if (value.size() > most_key_bytes)
            refuse(name, "has more than 1,024 bytes");
    };
    check("provider", account.provider);
    check("flow", account.flow);
    check("client_id", account.client_id);
    check("label", account.label);
    if (size_of(account) > most_account_bytes)
        refuse("account", "holds more than 1 MiB");
}

void check_removal(const owned_filter& filter) {
    if (filter.is_any())
        refuse("filter", "asks for nothing, and would remove every account: that is `clear`");
}

} // namespace segue::account
