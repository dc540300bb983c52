// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

/// AgentCore's protocol of interactive shells (contract 3.7): binary WebSocket frames, a channel byte and a
/// payload.
namespace agentarium::contract::shell {

enum class Channel : std::uint8_t {
    Stdin = 0x00,
    Stdout = 0x01,
    Stderr = 0x02,
    Status = 0x03,
    Resize = 0x04,
    Heartbeat = 0x05,
    Close = 0xff,
};

inline constexpr int kMostPerSession = 10;
inline constexpr int kMostTextFrames = 5; ///< in a row, before the connection is closed
inline constexpr int kConnectionSeconds = 3600;

/// Close codes of the WebSocket.
inline constexpr unsigned kEnded = 1000;
inline constexpr unsigned kServerLeaves = 1001;
inline constexpr unsigned kNotBinary = 1003;
inline constexpr unsigned kLimit = 1008;
inline constexpr unsigned kReplaced = 4000;

/// Throws Error(BadInput) unless ^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$.
void requireShellId(const std::string& id);

inline std::string frame(Channel channel, const std::string& payload) {
    return std::string(1, static_cast<char>(channel)) + payload;
}

} // namespace agentarium::contract::shell
