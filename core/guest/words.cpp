// SPDX-License-Identifier: Apache-2.0
#include "core/guest/words.h"

#include "core/contract/error.h"

#include <optional>
#include <string_view>
#include <utility>

namespace agentarium::guest {

namespace {

Error unclosed(char quote) {
    return {ErrorKind::BadInput, std::string("The command has an opening ") + quote + " that is not closed.",
            "Close the quote, or put a backslash before it."};
}

/// Within double quotes a backslash quotes these only (POSIX shell, 2.2.3).
constexpr std::string_view kEscapable = "$`\"\\\n";

} // namespace

std::vector<std::string> splitWords(const std::string& command) {
    std::vector<std::string> words;
    std::optional<std::string> word;
    char quote = 0;
    for (std::size_t i = 0; i < command.size(); ++i) {
        const char c = command[i];
        const bool last = i + 1 == command.size();
        if (quote == '\'') {
            if (c == quote)
                quote = 0;
            else
                *word += c;
        } else if (c == '\\' && !last &&
                   (!quote || kEscapable.find(command[i + 1]) != std::string_view::npos)) {
            word = word.value_or("");
            if (command[++i] != '\n') *word += command[i];
        } else if (quote) {
            if (c == quote)
                quote = 0;
            else
                *word += c;
        } else if (c == '\'' || c == '"') {
            quote = c;
            word = word.value_or("");
        } else if (c == ' ' || c == '\t' || c == '\n') {
            if (word) words.push_back(*std::exchange(word, std::nullopt));
        } else {
            word = word.value_or("") + c;
        }
    }
    if (quote) throw unclosed(quote);
    if (word) words.push_back(*word);
    if (words.empty())
        throw Error(ErrorKind::BadInput, "The command is empty.", "Name a program and its arguments.");
    return words;
}

} // namespace agentarium::guest
