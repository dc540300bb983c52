// SPDX-License-Identifier: Apache-2.0
#include "core/contract/shell_protocol.h"

#include "core/contract/error.h"

#include <algorithm>

namespace agentarium::contract::shell {

namespace {
bool isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
} // namespace

void requireShellId(const std::string& id) {
    const bool fits =
        !id.empty() && id.size() <= 128 && isAlphanumeric(id.front()) &&
        std::all_of(id.begin(), id.end(), [](char c) { return isAlphanumeric(c) || c == '_' || c == '-'; });
    if (!fits)
        throw Error(ErrorKind::BadInput, "\"" + id.substr(0, 128) + "\" is no id of a shell.",
                    "An id has 1 to 128 letters, digits, \"_\" and \"-\", a letter or digit first.");
}

} // namespace agentarium::contract::shell
