// What was given as a password is in no memory that is given back: every block is looked at on its way.

#include "account/password/digest.hpp"
#include "account/password/form_site.hpp"
#include "account/redirect/request_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <malloc.h>
#include <memory>
#include <new>
#include <string>
#include <string_view>

namespace {

// Longer than what a text holds in itself.
constexpr std::string_view typed = "s3same-0pen-wide-9981-forever";
// RFC 1321, A.5: of the password "message digest".
constexpr std::string_view digest = "f96b697d7cb7938d525a2f31aaf161d0";

std::atomic<const std::string_view*> sought{nullptr};
std::atomic<int> found{0};

void look_at(const void* block) noexcept {
    if (const auto* const what = sought.load())
        if (::memmem(block, ::malloc_usable_size(const_cast<void*>(block)), what->data(), what->size()) !=
            nullptr)
            ++found;
}

class watch {
public:
    explicit watch(const std::string_view& what) {
        found = 0;
        sought = &what;
    }
    ~watch() { sought = nullptr; }
    watch(const watch&) = delete;
    watch& operator=(const watch&) = delete;
};

} // namespace

void* operator new(std::size_t size) {
    void* const block = std::malloc(std::max<std::size_t>(size, 1));
    if (block == nullptr)
        throw std::bad_alloc();
    return block;
}

void operator delete(void* block) noexcept {
    if (block == nullptr)
        return;
    look_at(block);
    std::free(block);
}

void operator delete(void* block, std::size_t) noexcept {
    operator delete(block);
}

namespace segue::account {
namespace {

constexpr std::string_view sent_form = "POST /secret-path HTTP/1.1\r\nHost: 127.0.0.1:4711\r\n"
                                       "Origin: http://127.0.0.1:4711\r\n"
                                       "Content-Type: application/x-www-form-urlencoded\r\n"
                                       "Content-Length: 59\r\n\r\n"
                                       "user=joe&password=s3same-0pen-wide-9981-forever&answer=sign";

TEST(wiped_memory, copy_that_is_given_back_is_seen) {
    const watch eyes(typed);
    {
        const std::string copy(typed);
        EXPECT_EQ(copy, typed);
    }
    EXPECT_EQ(found, 1) << "or nothing here proves anything";
}

TEST(wiped_memory, form_leaves_nothing_behind_however_it_arrives) {
    for (const std::size_t piece : {sent_form.size(), std::size_t{7}}) {
        const watch eyes(typed);
        {
            redirect::target place;
            place.host = "127.0.0.1";
            place.port = 4711;
            place.path = "/secret-path";
            const auto outcome = std::make_shared<password::form_outcome>();
            const password::form_site site(place, password::asked(), "Done.", outcome);
            redirect::request_reader reader;
            auto state = redirect::request_reader::state::more;
            for (std::size_t at = 0; at < sent_form.size(); at += piece)
                state = reader.feed(sent_form.substr(at, piece));
            ASSERT_EQ(state, redirect::request_reader::state::done);
            EXPECT_TRUE(site.respond(reader.message()).answer.has_value());
            EXPECT_EQ(outcome->given.user, "joe");
            EXPECT_TRUE(outcome->given.password.reveal() == typed);
        }
        EXPECT_EQ(found, 0) << piece;
    }
}

TEST(wiped_memory, digest_leaves_no_part_of_it_behind) {
    static constexpr std::string_view part = digest.substr(0, 12);
    const watch eyes(part);
    {
        login given;
        given.password = secret("message digest");
        EXPECT_TRUE(password::md5_of(given).reveal() == digest);
    }
    EXPECT_EQ(found, 0);
}

} // namespace
} // namespace segue::account
