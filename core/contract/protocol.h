// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

namespace agentarium::contract {

/// What an agent of one protocol serves inside its microVM (contract 2.1).
struct ProtocolRules {
    const char* name; ///< as in `serverProtocol`: HTTP, MCP, A2A, AGUI
    int port;
    const char* path;   ///< where requests go, by POST
    const char* wsPath; ///< empty: no WebSocket
    bool hasPing;       ///< GET /ping
};

inline constexpr const char* kPingPath = "/ping";

/// All of them; HTTP, the default, first.
std::span<const ProtocolRules> protocols();
/// In any case of letters; null for another name.
const ProtocolRules* findProtocol(const std::string& name);

} // namespace agentarium::contract
