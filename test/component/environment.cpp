#include <gtest/gtest.h>

#include <cstdlib>

namespace {

/// Credentials and trust of the person who runs the tests must decide nothing.
class clean_environment final : public ::testing::Environment {
    void SetUp() override {
        for (const char* name :
             {"DISCOGS_TOKEN",
              "DISCOGS_CONSUMER_KEY",
              "DISCOGS_CONSUMER_SECRET",
              "DISCOGS_API_CONSUMER_KEY",
              "DISCOGS_API_CONSUMER_SECRET",
              "SSL_CERT_FILE",
              "SSL_CERT_DIR",
              "HTTPS_PROXY",
              "https_proxy",
              "NO_PROXY",
              "no_proxy"})
            ::unsetenv(name);
    }
};

[[maybe_unused]] const auto* const registered = ::testing::AddGlobalTestEnvironment(new clean_environment);

} // namespace
