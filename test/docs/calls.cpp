#include "docs/calls.hpp"

#include "docs/texts.hpp"

#include <cctype>
#include <map>
#include <regex>
#include <string_view>

namespace segue::test {
namespace {

bool is_name(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// Literals may hold brackets and dots; nothing of them matters here.
std::string without_literals(const std::string& text) {
    static const std::regex raw{R"re(R"(\w*)\([\s\S]*?\)\1")re"};
    static const std::regex plain{R"re("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)')re"};
    return std::regex_replace(std::regex_replace(without_comments(text), raw, "0"), plain, "0");
}

class call_reader {
public:
    void read(std::string_view text) {
        std::string assigned;
        for (std::size_t at = 0; at < text.size();) {
            if (!is_name(text[at]) || (at > 0 && is_name(text[at - 1]))) {
                ++at;
                continue;
            }
            const auto written = chain_at(text, at);
            if (written == "co_await")
                continue;
            const auto chain = expanded(written);
            if (!assigned.empty())
                nouns_.insert_or_assign(assigned, chain);
            assigned.clear();
            const auto next = text.find_first_not_of(" \n", at);
            if (written == "return")
                assigned = nouns_.contains(function_) ? "" : function_;
            else if (next != std::string_view::npos && text[next] == '=' && text.substr(next, 2) != "==")
                assigned = written;
            else if (
                next != std::string_view::npos && written.ends_with("()") && opens_body(text.substr(next)))
                function_ = written;
            keep(chain);
        }
    }

    std::set<std::string> chains;

private:
    static bool opens_body(std::string_view rest) {
        return rest.starts_with('{') || rest.starts_with("const {");
    }

    static std::size_t end_of_brackets(std::string_view text, std::size_t open) {
        int depth = 0;
        for (std::size_t at = open; at < text.size(); ++at) {
            depth += text[at] == '(' ? 1 : text[at] == ')' ? -1 : 0;
            if (depth == 0)
                return at;
        }
        return text.size();
    }

    static std::string name_at(std::string_view text, std::size_t& at) {
        const auto from = at;
        while (at < text.size() && is_name(text[at]))
            ++at;
        return std::string(text.substr(from, at - from));
    }

    // A name and the calls behind it, up to what is neither; arguments are read on their own.
    std::string chain_at(std::string_view text, std::size_t& at) {
        std::string chain = name_at(text, at);
        while (true) {
            auto next = text.find_first_not_of(" \n", at);
            if (next == std::string_view::npos)
                return chain;
            if (text[next] == '(') {
                const auto end = end_of_brackets(text, next);
                const auto arguments = text.substr(next + 1, end - std::min(end, next + 1));
                // The one verb that asks for two operations, by what it is given.
                if (chain.ends_with("fee") && arguments.find("currency") != std::string_view::npos)
                    chain += "_in";
                read(arguments);
                chain += "()";
                at = std::min(end + 1, text.size());
                continue;
            }
            const auto dot = text[next] == '.' ? 1U : text.substr(next, 2) == "->" ? 2U : 0U;
            next = text.find_first_not_of(" \n", next + dot);
            if (dot == 0 || next == std::string_view::npos || !is_name(text[next]))
                return chain;
            at = next;
            chain += '.' + name_at(text, at);
        }
    }

    std::string expanded(std::string chain) const {
        const auto dot = std::min(chain.find('.'), chain.size());
        const auto noun = nouns_.find(chain.substr(0, dot));
        return noun == nouns_.end() ? chain : noun->second + chain.substr(dot);
    }

    void keep(const std::string& chain) {
        const auto head = chain.find('.');
        if (head == std::string::npos)
            return;
        for (auto end = chain.find("()", head); end != std::string::npos; end = chain.find("()", end + 1))
            chains.insert(chain.substr(head + 1, end + 1 - head));
    }

    std::map<std::string, std::string> nouns_;
    std::string function_;
};

} // namespace

std::set<std::string> calls_in(const std::string& text) {
    call_reader reader;
    reader.read(without_literals(text));
    return std::move(reader.chains);
}

std::string call_chain(const std::string& call) {
    std::string longest;
    for (const auto& chain : calls_in(call))
        longest = chain.size() > longest.size() ? chain : longest;
    return longest;
}

} // namespace segue::test
