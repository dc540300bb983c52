// SPDX-License-Identifier: Apache-2.0
#include "core/contract/session_id.h"

#include "core/contract/error.h"

#include <algorithm>

namespace agentarium::contract {

namespace {

bool isVisible(char c) {
    return c > ' ' && c < '\x7f';
}

} // namespace

bool isSessionId(const std::string& id) {
    return id.size() >= kMinSessionIdLength && id.size() <= kMaxSessionIdLength &&
           std::all_of(id.begin(), id.end(), isVisible);
}

void requireSessionId(const std::string& id) {
    if (isSessionId(id)) return;
    const bool charactersFit = std::all_of(id.begin(), id.end(), isVisible);
    const std::string problem =
        charactersFit ? "The session id \"" + id.substr(0, 64) + (id.size() > 64 ? "…" : "") + "\" has " +
                            std::to_string(id.size()) + " characters"
                      : "The session id has a space, a control character or a character that is not ASCII";
    throw Error(ErrorKind::BadInput,
                problem + "; a session id has " + std::to_string(kMinSessionIdLength) + " to " +
                    std::to_string(kMaxSessionIdLength) + " visible ASCII characters.",
                "Use a longer or simpler one, for example a UUID (36 characters), or leave it out: the "
                "runtime makes one.");
}

} // namespace agentarium::contract
