// SPDX-License-Identifier: Apache-2.0
#include "core/wire/exec_frame.h"

namespace agentarium::wire {

std::string execFrame(ExecChannel channel, std::string_view payload) {
    const auto length = static_cast<std::uint32_t>(payload.size());
    std::string frame;
    frame.reserve(kExecHeader + payload.size());
    frame += static_cast<char>(channel);
    for (int shift = 24; shift >= 0; shift -= 8)
        frame += static_cast<char>((length >> shift) & 0xff);
    frame += payload;
    return frame;
}

bool ExecFrameReader::feed(std::string_view data, const OnFrame& onFrame) {
    if (m_broken) return false;
    m_pending += data;
    std::size_t at = 0;
    while (m_pending.size() - at >= kExecHeader) {
        const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(m_pending[at + i]); };
        const std::size_t length = (std::size_t{byte(1)} << 24) | (std::size_t{byte(2)} << 16) |
                                   (std::size_t{byte(3)} << 8) | byte(4);
        if (byte(0) < 1 || byte(0) > 6 || length > kExecPiece) {
            m_broken = true;
            return false;
        }
        if (m_pending.size() - at < kExecHeader + length) break;
        const auto channel = static_cast<ExecChannel>(byte(0));
        std::string payload = m_pending.substr(at + kExecHeader, length);
        at += kExecHeader + length;
        onFrame(channel, std::move(payload));
    }
    m_pending.erase(0, at);
    return true;
}

} // namespace agentarium::wire
