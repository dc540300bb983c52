// SPDX-License-Identifier: Apache-2.0
#include "core/contract/protocol.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace agentarium::contract {

namespace {

constexpr std::array kProtocols{
    ProtocolRules{"HTTP", 8080, "/invocations", "/ws", true},
    ProtocolRules{"MCP", 8000, "/mcp", "", false},
    ProtocolRules{"A2A", 9000, "/", "", true},
    ProtocolRules{"AGUI", 8080, "/invocations", "/ws", true},
};

} // namespace

std::span<const ProtocolRules> protocols() {
    return kProtocols;
}

const ProtocolRules* findProtocol(const std::string& name) {
    std::string upper = name;
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    const auto found = std::find_if(kProtocols.begin(), kProtocols.end(),
                                    [&](const ProtocolRules& rules) { return upper == rules.name; });
    return found == kProtocols.end() ? nullptr : &*found;
}

} // namespace agentarium::contract
