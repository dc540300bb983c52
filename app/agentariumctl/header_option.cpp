// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/header_option.h"

#include "core/contract/error.h"

#include <algorithm>
#include <cctype>

namespace agentarium::ctl {

namespace {

/// RFC 9110, 5.6.2.
bool isTokenCharacter(unsigned char c) {
    return std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos ||
           (c < 0x80 && std::isalnum(c));
}

bool isControl(unsigned char c) {
    return (c < 0x20 && c != '\t') || c == 0x7F;
}

} // namespace

void requireHeader(const std::string& option, const std::string& name, const std::string& value) {
    if (name.empty() || !std::all_of(name.begin(), name.end(), isTokenCharacter))
        throw Error(ErrorKind::BadInput, option + ": \"" + name + "\" is no name of an HTTP header.",
                    "A header's name has letters, digits and \"-\" only.");
    if (std::any_of(value.begin(), value.end(), isControl))
        throw Error(ErrorKind::BadInput,
                    option + ": the value has a line break or another control character.",
                    "Leave it out; an HTTP header is one line.");
}

} // namespace agentarium::ctl
