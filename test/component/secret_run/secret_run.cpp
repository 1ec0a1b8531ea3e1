// A run of everything that touches secrets, in a process of its own, and then a search of all that it has
// left: log, events, errors, reports, tape, cache, stores, output, and its memory.

#include "component/secret_run/other_process.hpp"
#include "component/secret_run/search.hpp"
#include "support/on_emulator.hpp"

#include <gmock/gmock.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace segue;
using test::found_in;
using test::good_for;
using test::run_kind;
using test::wanted_secrets;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

std::string read_file(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// The process that runs, seen from here.
class other_process {
public:
    explicit other_process(const test::run_place& at) {
        std::array<int, 2> questions{};
        std::array<int, 2> answers{};
        if (::pipe2(questions.data(), O_CLOEXEC) != 0 || ::pipe2(answers.data(), O_CLOEXEC) != 0)
            throw std::runtime_error("no pipes");
        const auto output = (std::filesystem::path(at.folder) / "output").string();
        const auto kind = std::to_string(static_cast<int>(at.kind));
        id_ = ::fork();
        if (id_ == 0) { // nothing but calls of the system
            ::dup2(answers[0], test::answers_come_from);
            ::dup2(questions[1], test::questions_go_to);
            const int file = ::open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
            ::dup2(file, STDOUT_FILENO);
            ::dup2(file, STDERR_FILENO);
            ::execl(
                "/proc/self/exe",
                "secret_run",
                "--run",
                kind.c_str(),
                at.folder.c_str(),
                at.base_url.c_str(),
                at.ca_file.c_str(),
                static_cast<char*>(nullptr));
            ::_exit(127);
        }
        ::close(questions[1]);
        ::close(answers[0]);
        from_ = questions[0];
        to_ = answers[1];
    }
    ~other_process() {
        ::close(to_); // it ends when nobody answers
        ::close(from_);
        (void)wait();
    }
    other_process(const other_process&) = delete;
    other_process& operator=(const other_process&) = delete;

    /// The next question, its kind first; nothing when it asks no more.
    std::optional<std::string> question() {
        std::string line;
        char c = 0;
        for (;;) {
            const auto n = ::read(from_, &c, 1);
            if (n < 0 && errno == EINTR)
                continue;
            if (n <= 0)
                return std::nullopt;
            if (c == '\n')
                return line;
            line += c;
        }
    }
    void answer(std::string text) {
        text += '\n';
        if (::write(to_, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
            throw std::runtime_error("it does not listen");
    }
    int wait() {
        while (id_ > 0 && ::waitpid(id_, &status_, 0) < 0 && errno == EINTR) {
        }
        id_ = 0;
        return WIFEXITED(status_) ? WEXITSTATUS(status_) : -1;
    }

private:
    pid_t id_ = 0;
    int status_ = 0;
    int from_ = -1;
    int to_ = -1;
};

class secret_run : public test::on_emulator {
protected:
    void SetUp() override {
        start();
        std::string name = (std::filesystem::temp_directory_path() / "segue-secrets-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder_ = name;
        const auto at = service().oauth2();
        public_ = {
            {"consumer_key", service().consumer_key()},
            {"username", service().username()},
            {"client_id", at.client_id},
            {"authorize_url", at.authorize_url},
            {"token_url", at.token_url}};
        secrets_["token"].value = service().token();
        secrets_["consumer_secret"].value = service().consumer_secret();
        secrets_["client_secret"].value = at.client_secret;
        secrets_["password"].value = at.password;
        secrets_["passphrase"].value = "a horse, a battery & 100% of staples/?";
        secrets_["wrong"].value = "not+the/right%secret&of=anybody";
    }
    void TearDown() override {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    /// Has everything done in another process, to its end.
    void run_all(run_kind kind) {
        other_process other({kind, folder_.string(), base_url(), ca_file()});
        while (const auto asked = other.question()) {
            const auto blank = asked->find(' ');
            other.answer(answer_to(asked->substr(0, blank), asked->substr(blank + 1)));
        }
        ASSERT_EQ(other.wait(), EXIT_SUCCESS) << read_file(folder_ / "output");
        for (const auto& entry : service().journal())
            note_signature(entry);
        EXPECT_GE(secrets_.size(), 30U) << "what was given and what came into being";
    }

    /// What stands in files that are not meant to hold secrets.
    std::vector<std::string> found_in_files() {
        std::vector<std::string> found;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
            const auto& file = entry.path();
            if (!entry.is_regular_file() || file.parent_path().filename() == test::plain_store_folder ||
                file.filename() == test::memory_file)
                continue;
            searched_.insert(file.filename().string());
            for (const auto& what : found_in(read_file(file), secrets_))
                found.push_back(file.filename().string() + ": " + what);
        }
        return found;
    }

    /// What is good for a long time and stands in the memory that was dumped.
    std::vector<std::string> found_in_memory() const {
        auto lasting = secrets_;
        std::erase_if(lasting, [](const auto& each) { return each.second.use == good_for::one_use; });
        return found_in(read_file(folder_ / test::memory_file), lasting);
    }

    const std::filesystem::path& folder() const { return folder_; }
    const wanted_secrets& secrets() const { return secrets_; }
    const std::set<std::string>& searched() const { return searched_; }
    const std::vector<std::string>& found_halfway() const { return found_halfway_; }

private:
    std::string answer_to(const std::string& what, const std::string& about) {
        if (what == "give") {
            const auto open = public_.find(about);
            return open != public_.end() ? open->second : secrets_.at(about).value;
        }
        if (what == "authorize") {
            auto verifier = service().authorize(about);
            note_spent("verifier", verifier);
            return verifier;
        }
        if (what == "agree") {
            auto location = service().answer_oauth2(about, emulator::oauth2_answer::authorize);
            const auto code = location.find("code=") + 5;
            note_spent("code", location.substr(code, location.find('&', code) - code));
            return location;
        }
        if (what == "look")
            found_halfway_ = found_in_files();
        else if (what == "once")
            next_use_ = good_for::one_use;
        else if (what == "name")
            name_ = about;
        else if (what == "value")
            secrets_[name_] = {about, std::exchange(next_use_, good_for::long_time)};
        return {};
    }

    void note_spent(const std::string& kind, const std::string& value) {
        secrets_[kind + " " + std::to_string(secrets_.size())] = {value, good_for::one_use};
    }

    // A signature is one, too; by PLAINTEXT it is made of two.
    void note_signature(const emulator::journal_entry& entry) {
        const auto field = test::field_of(entry, "Authorization");
        const std::string mark = "oauth_signature=\"";
        const auto at = field.find(mark);
        if (at == std::string::npos)
            return;
        const auto begin = at + mark.size();
        note_spent("signature", field.substr(begin, field.find('"', begin) - begin));
    }

    std::filesystem::path folder_;
    std::map<std::string, std::string> public_;
    wanted_secrets secrets_;
    std::set<std::string> searched_;
    std::vector<std::string> found_halfway_;
    std::string name_;
    good_for next_use_ = good_for::long_time;
};

TEST_F(secret_run, leaves_no_secret_in_log_errors_reports_tape_cache_encrypted_store_and_output) {
    run_all(run_kind::taped);
    const auto found = found_in_files();
    EXPECT_THAT(found_halfway(), IsEmpty());
    EXPECT_THAT(found, IsEmpty());
    for (const auto* file :
         {"log",
          "errors",
          "reports",
          "tape",
          "output",
          "cache.sqlite",
          "cache.sqlite-wal",
          "cache.sqlite-shm",
          "accounts.db"})
        EXPECT_THAT(searched(), Contains(file));
    for (const auto* file : {"log", "errors", "reports", "tape", "output", "cache.sqlite", "accounts.db"})
        EXPECT_GT(std::filesystem::file_size(folder() / file), 500U) << file;
    EXPECT_THAT(read_file(folder() / "output"), HasSubstr("***"));
}

// What is not encrypted says what it holds: so it is left out above, and shows that the search finds.
TEST_F(secret_run, store_without_a_key_holds_the_tokens_in_clear) {
    run_all(run_kind::taped);
    std::string plain;
    for (const auto& entry : std::filesystem::directory_iterator(folder() / test::plain_store_folder))
        plain += read_file(entry.path());
    const auto found = found_in(plain, secrets());
    for (const auto* name :
         {"by method 0, access token", "by method 2, token secret", "body renewed, refresh token"})
        EXPECT_THAT(found, Contains(StartsWith(std::string(name) + ", in clear")));
}

// A sanitizer keeps what is freed, and maps terabytes: memory is not searched then.
#ifndef SEGUE_TEST_SANITIZED
TEST_F(secret_run, leaves_no_lasting_secret_in_memory) {
    run_all(run_kind::dumped);
    EXPECT_GT(std::filesystem::file_size(folder() / test::memory_file), 1'000'000U);
    EXPECT_THAT(found_in_files(), IsEmpty());
    EXPECT_THAT(found_in_memory(), IsEmpty());
}

TEST_F(secret_run, finds_what_was_left_on_purpose) {
    run_all(run_kind::leaking);
    EXPECT_THAT(found_in_files(), Contains(StartsWith("log: token, in clear")));
    EXPECT_THAT(found_in_memory(), Contains(StartsWith("token, in clear")));
}
#endif

TEST(secret_search, finds_every_form_wherever_it_stands) {
    wanted_secrets secrets;
    secrets["s"].value = "p%ss w/rd+\"\xc3\xa9\"&=?~";
    const auto forms = test::forms_of(secrets["s"].value);
    EXPECT_GE(forms.size(), 12U);
    for (const auto& form : forms) {
        for (const auto& around : {"", "x", "oauth_token=\"", "\n{"})
            EXPECT_THAT(
                found_in(around + form.text + around, secrets), Contains(StartsWith("s, " + form.how)));
        auto changed = form.text;
        changed[changed.size() / 2] ^= 1;
        EXPECT_THAT(found_in(changed, secrets), Not(Contains(StartsWith("s, " + form.how + ", at 0"))));
    }
    EXPECT_THAT(found_in("nothing of the kind", secrets), IsEmpty());
}

// As in `Basic`, where something stands in front.
TEST(secret_search, finds_base64_at_any_place_of_its_groups) {
    wanted_secrets secrets;
    secrets["s"].value = "hunter2-and-more";
    for (const auto* text :
         {"aHVudGVyMi1hbmQtbW9yZQ==",
          "YTpodW50ZXIyLWFuZC1tb3JlOmI=",
          "YWI6aHVudGVyMi1hbmQtbW9yZQ==",
          "YWJjOmh1bnRlcjItYW5kLW1vcmU="})
        EXPECT_THAT(found_in(text, secrets), Contains(StartsWith("s, in Base64"))) << text;
}

} // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (arguments.size() == 5 && arguments[0] == "--run")
        return test::run_with_secrets(
            {static_cast<run_kind>(std::stoi(arguments[1])), arguments[2], arguments[3], arguments[4]});
    ::testing::InitGoogleMock(&argc, argv);
    return RUN_ALL_TESTS();
}
