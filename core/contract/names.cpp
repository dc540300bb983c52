// SPDX-License-Identifier: Apache-2.0
#include "core/contract/names.h"

#include "core/contract/error.h"

#include <algorithm>

namespace agentarium::contract {

namespace {

constexpr std::size_t kMaxLength = 48;

bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool isNameCharacter(char c) {
    return isLetter(c) || (c >= '0' && c <= '9') || c == '_';
}

void require(const char* what, const std::string& name) {
    if (isName(name)) return;
    throw Error(
        ErrorKind::BadInput,
        "\"" + name + "\" is no name for " + what +
            ": a name begins with a letter and has at most 48 letters, digits and underscores, no \"-\".",
        "Use " + suggestName(name) + ".");
}

} // namespace

bool isName(const std::string& name) {
    return !name.empty() && name.size() <= kMaxLength && isLetter(name.front()) &&
           std::all_of(name.begin(), name.end(), isNameCharacter);
}

std::string suggestName(const std::string& text) {
    std::string name;
    for (const char c : text) {
        if (isNameCharacter(c)) name += c;
        // A character of several bytes becomes one underscore, not one for each byte.
        else if ((static_cast<unsigned char>(c) & 0xc0) != 0x80)
            name += '_';
    }
    if (name.find_first_not_of('_') == std::string::npos) name = "agent";
    if (!isLetter(name.front())) name = "agent_" + name;
    name.resize(std::min(name.size(), kMaxLength));
    return name;
}

void requireAgentName(const std::string& name) {
    require("an agent", name);
}
void requireEndpointName(const std::string& name) {
    require("an endpoint", name);
}

} // namespace agentarium::contract
