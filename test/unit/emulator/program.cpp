#include "blocking_client.hpp"

#include <segue/emulator/faults.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace segue::emulator {
namespace {

using testing::blocking_client;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::outcome;

/// segue-emulator as a child process with its two outputs on pipes.
class child {
public:
    explicit child(std::vector<std::string> arguments) {
        std::array<int, 2> out{};
        std::array<int, 2> err{};
        if (::pipe(out.data()) != 0 || ::pipe(err.data()) != 0)
            return;
        arguments.insert(arguments.begin(), SEGUE_EMULATOR_PROGRAM);
        std::vector<char*> pointers;
        for (std::string& argument : arguments)
            pointers.push_back(argument.data());
        pointers.push_back(nullptr);
        pid_ = ::fork();
        if (pid_ == 0) {
            ::dup2(out[1], STDOUT_FILENO);
            ::dup2(err[1], STDERR_FILENO);
            for (const int file : {out[0], out[1], err[0], err[1]})
                ::close(file);
            ::execv(pointers.front(), pointers.data());
            ::_exit(127);
        }
        ::close(out[1]);
        ::close(err[1]);
        out_ = out[0];
        err_ = err[0];
    }
    ~child() {
        if (pid_ > 0)
            (void)finish(SIGKILL);
        ::close(out_);
        ::close(err_);
    }
    child(const child&) = delete;
    child& operator=(const child&) = delete;

    [[nodiscard]] std::string line() const {
        std::string out;
        char c = 0;
        while (::read(out_, &c, 1) == 1 && c != '\n')
            out += c;
        return out;
    }
    /// Sends the signal (0: none) and returns the exit status.
    int finish(int signal) {
        if (signal != 0)
            ::kill(pid_, signal);
        int status = -1;
        ::waitpid(pid_, &status, 0);
        pid_ = 0;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    [[nodiscard]] std::string output() const { return drain(out_); }
    [[nodiscard]] std::string errors() const { return drain(err_); }

private:
    static std::string drain(int file) {
        std::string out;
        std::array<char, 4096> block{};
        for (ssize_t size = 0; (size = ::read(file, block.data(), block.size())) > 0;)
            out.append(block.data(), static_cast<std::size_t>(size));
        return out;
    }
    pid_t pid_ = 0;
    int out_ = -1;
    int err_ = -1;
};

std::string member(const boost::json::value& line, const char* name) {
    return line.at(name).as_string().c_str();
}

class faults_file {
public:
    explicit faults_file(const std::string& text)
        : path_(std::filesystem::temp_directory_path() / ("emulator-faults-" + std::to_string(::getpid()))) {
        std::ofstream(path_) << text;
    }
    ~faults_file() { std::filesystem::remove(path_); }
    [[nodiscard]] std::string path() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

TEST(program, announces_itself_in_one_line_serves_and_stops_on_sigterm) {
    child program({"--rate", "2", "--window", "2s", "--seed", "9", "--threads", "2"});
    const auto line = boost::json::parse(program.line());
    EXPECT_THAT(member(line, "base_url"), HasSubstr("https://127.0.0.1:"));
    for (const char* name : {"ca_file", "token", "consumer_key", "consumer_secret", "username"})
        EXPECT_FALSE(member(line, name).empty()) << name;
    EXPECT_GT(line.at("pid").as_int64(), 0);
    {
        blocking_client client(member(line, "base_url"), member(line, "ca_file"));
        ASSERT_EQ(client.connected(), outcome::fine);
        EXPECT_EQ(client.get("/", member(line, "token")).status, 200);
        EXPECT_EQ(client.get("/", member(line, "token")).status, 200);
        EXPECT_EQ(client.get("/", member(line, "token")).status, 429);
    }
    EXPECT_EQ(program.finish(SIGTERM), 0);
    EXPECT_THAT(program.output(), IsEmpty()) << "one line only";
    EXPECT_THAT(program.errors(), IsEmpty()) << "no journal unless asked";
    EXPECT_FALSE(std::filesystem::exists(member(line, "ca_file")));
}

TEST(program, sizes_of_collection_and_wantlist_are_taken) {
    child program({"--http", "--collection-size", "3", "--wantlist-size", "0"});
    const auto line = boost::json::parse(program.line());
    blocking_client client(member(line, "base_url"), member(line, "ca_file"));
    const std::string user = "/users/" + member(line, "username");
    const auto profile = boost::json::parse(client.get(user, member(line, "token")).body);
    EXPECT_EQ(profile.at("num_collection").as_int64(), 3);
    EXPECT_EQ(profile.at("num_wantlist").as_int64(), 0);
    const std::string stranger = "/users/" + member(line, "other_username") + "/wants";
    EXPECT_EQ(client.get(stranger, member(line, "other_token")).status, 200);
    EXPECT_EQ(client.get(stranger, member(line, "token")).status, 403);
    EXPECT_EQ(program.finish(SIGTERM), 0);
}

TEST(program, stops_on_sigint) {
    child program({"--http"});
    const auto line = boost::json::parse(program.line());
    EXPECT_THAT(member(line, "base_url"), HasSubstr("http://127.0.0.1:"));
    EXPECT_EQ(program.finish(SIGINT), 0);
}

TEST(program, sizes_of_the_shop_and_the_pace_of_jobs_are_taken) {
    child program(
        {"--http", "--inventory-size", "4", "--orders", "2", "--job-looks", "0", "--job-time", "5"});
    const auto line = boost::json::parse(program.line());
    {
        blocking_client client(member(line, "base_url"), "");
        const std::string token = member(line, "token");
        const std::string inventory = "/users/" + member(line, "username") + "/inventory?status=For%20Sale";
        EXPECT_THAT(client.get(inventory, token).body, HasSubstr("\"items\":4"));
        EXPECT_THAT(client.get("/marketplace/orders", token).body, HasSubstr("\"items\":2"));
        client.send(
            "POST /inventory/export HTTP/1.1\r\nHost: x\r\nUser-Agent: T/1\r\nAuthorization: Discogs token=" +
            token + "\r\nContent-Length: 0\r\n\r\n");
        EXPECT_EQ(client.receive().status, 200);
        EXPECT_THAT(client.get("/inventory/export", token).body, HasSubstr("\"status\":\"success\""));
    }
    EXPECT_EQ(program.finish(SIGTERM), 0);
}

TEST(program, options_set_the_provider_of_oauth2) {
    child program(
        {"--http",
         "--oauth2-redirect",
         "https://one.example/back",
         "--oauth2-redirect",
         "https://two.example/back",
         "--oauth2-scope",
         "library",
         "--oauth2-pkce",
         "nobody",
         "--oauth2-issuer",
         "--oauth2-device-life",
         "90000",
         "--oauth2-device-interval",
         "7"});
    const auto line = boost::json::parse(program.line());
    const boost::json::value& told = line.at("oauth2");
    EXPECT_EQ(member(told, "authorize_url"), member(line, "base_url") + "/oauth2/authorize");
    {
        blocking_client client(member(line, "base_url"), "");
        const std::string page =
            "/oauth2/authorize?response_type=code&client_id=" + member(told, "public_client_id") +
            "&redirect_uri=";
        EXPECT_EQ(client.get(page + "https://two.example/back").status, 200);
        EXPECT_EQ(client.get(page + "https://app.example/callback").status, 400);
        const auto refused = client.get(page + "https://one.example/back&scope=write");
        EXPECT_EQ(refused.status, 302);
        const std::string form = "client_id=" + member(told, "public_client_id");
        client.send(
            "POST /oauth2/device_authorization HTTP/1.1\r\nHost: x\r\nContent-Type: "
            "application/x-www-form-urlencoded\r\nContent-Length: " +
            std::to_string(form.size()) + "\r\n\r\n" + form);
        const std::string begun = client.receive().body;
        EXPECT_THAT(begun, HasSubstr("\"interval\":7"));
        EXPECT_THAT(begun, HasSubstr("\"expires_in\":90"));
        EXPECT_THAT(begun, HasSubstr("/oauth2/device?user_code="));
    }
    EXPECT_EQ(program.finish(SIGTERM), 0);
}

TEST(program, journal_prints_one_line_per_request_without_secrets) {
    const faults_file file(R"([{"kind":"status","status":503,"path_prefix":"/releases"}])");
    child program({"--journal", "--faults", file.path()});
    const auto line = boost::json::parse(program.line());
    {
        blocking_client client(member(line, "base_url"), member(line, "ca_file"));
        EXPECT_EQ(client.get("/releases/1?token=" + member(line, "token")).status, 503);
        EXPECT_EQ(client.get("/releases/1").status, 200);
    }
    EXPECT_EQ(program.finish(SIGTERM), 0);
    const std::string journal = program.errors();
    EXPECT_EQ(
        journal, "1 GET /releases/1 503 used 1 fault status handled 200\n1 GET /releases/1 200 used 2\n");
}

TEST(program, bad_arguments_exit_with_2_and_say_which) {
    const faults_file bad(R"([{"kind":"explode"}])");
    const struct {
        std::vector<std::string> arguments;
        std::string reason;
    } cases[] = {
        {{"--window", "soon"}, "--window"},
        {{"--window", "0"}, "--window"},
        {{"--window", "2m"}, "--window"},
        {{"--rule", "strict"}, "--rule"},
        {{"--retry-after", "later"}, "--retry-after"},
        {{"--rate", "0"}, "rate"},
        {{"--rate", "many"}, "rate"},
        {{"--collection-size", "-1"}, "collection_size"},
        {{"--inventory-size", "-1"}, "inventory_size"},
        {{"--orders", "100001"}, "orders"},
        {{"--job-looks", "-1"}, "job_looks"},
        {{"--job-time", "3600001"}, "job_time"},
        {{"--request-token-life", "3600001"}, "request_token_life"},
        {{"--oauth2-pkce", "some"}, "--oauth2-pkce"},
        {{"--oauth2-refresh", "never"}, "--oauth2-refresh"},
        {{"--oauth2-redirect", "/callback"}, "oauth2.redirect_uris"},
        {{"--oauth2-device-interval", "301"}, "oauth2.device_interval"},
        {{"--listen", "0.0.0.0:0"}, "listen"},
        {{"--unknown"}, "unknown"},
        {{"--faults", "/no/such/file"}, "/no/such/file"},
        {{"--faults", bad.path()}, "at '/0/kind': expected one of status,"},
        {{"--tls-dir", "/no/such/folder"}, "tls_dir"},
    };
    for (const auto& one : cases) {
        child program(one.arguments);
        EXPECT_EQ(program.finish(0), 2) << one.reason;
        EXPECT_THAT(program.output(), IsEmpty());
        EXPECT_THAT(program.errors(), HasSubstr(one.reason));
    }
}

TEST(program, help_and_version_print_and_exit) {
    child help({"--help"});
    EXPECT_EQ(help.finish(0), 0);
    EXPECT_THAT(help.output(), HasSubstr("--anonymous-rate"));
    child faults({"--list-faults"});
    EXPECT_EQ(faults.finish(0), 0);
    const std::string kinds = faults.output();
    for (const fault_kind_info& known : fault_kinds())
        EXPECT_THAT(
            kinds, HasSubstr(std::string(known.name) + " " + std::string(to_string(known.step)) + " "));
    child version({"--version"});
    EXPECT_EQ(version.finish(0), 0);
    EXPECT_THAT(version.output(), HasSubstr("segue-emulator "));
}

} // namespace
} // namespace segue::emulator
