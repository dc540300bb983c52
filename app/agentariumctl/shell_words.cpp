// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/shell_words.h"

namespace agentarium::ctl {

namespace {

std::string quoted(const std::string& word) {
    constexpr const char* kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:=@%+,";
    if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
    std::string text = "'";
    for (const char c : word)
        text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return text + "'";
}

} // namespace

std::string shellLine(const std::vector<std::string>& words) {
    if (words.size() == 1) return words.front();
    std::string line;
    for (const std::string& word : words)
        line += (line.empty() ? "" : " ") + quoted(word);
    return line;
}

} // namespace agentarium::ctl
