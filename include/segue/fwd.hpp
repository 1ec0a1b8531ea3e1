#pragma once

/// Names of the types that users pass around, for headers that only mention them. Includes nothing.

namespace segue {

class error;
class extra;
class observer;
class time_source;
struct failure;
struct money;

namespace http {

class body_sink;
class body_source;
class headers;
class transport;
struct pool_params;
struct request;
struct response;

} // namespace http

namespace account {

class secret;
class sqlite_token_store;
class stored_account;
class token_store;

} // namespace account

namespace traffic {

class quota_ledger;
struct budget;
struct quota_params;

} // namespace traffic

namespace discogs {

class client;
struct release;

} // namespace discogs

} // namespace segue
