#pragma once

#include "account/password/asked.hpp"
#include "account/redirect/callback.hpp"
#include "account/redirect/site.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace segue::account::password {

/// What became of a form.
struct form_outcome {
    bool over = false;
    bool declined = false;
    login given;
};

/// The page with the form, and which request is the form filled out. No I/O. Everything is on one strand.
class form_site final : public redirect::site {
public:
    /// `place` has a path that nobody can guess. `done` is shown in the end.
    form_site(redirect::target place, asked request, std::string done, std::shared_ptr<form_outcome> into);

    /// The answer is empty: what was given is in the outcome, where it is wiped.
    reply respond(const redirect::incoming& asked) const override;

private:
    reply form(int status, std::string_view trouble) const;
    reply take(std::string_view body) const;

    redirect::target place_;
    password::asked request_;
    std::string done_;
    std::shared_ptr<form_outcome> into_;
};

} // namespace segue::account::password
