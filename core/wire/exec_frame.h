// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace agentarium::wire {

/// The first three come from the guest; the others go to a shell.
enum class ExecChannel : std::uint8_t {
    Stdout = 1,
    Stderr = 2,
    Status = 3,
    Stdin = 4,
    Resize = 5,
    Close = 6
};

/// The largest payload of one frame, in bytes.
inline constexpr std::size_t kExecPiece = 64 * 1024;
inline constexpr std::size_t kExecHeader = 5;

/// One byte channel, four bytes length (big endian), payload.
std::string execFrame(ExecChannel channel, std::string_view payload);

/// Puts frames together from a byte stream in any pieces.
class ExecFrameReader {
public:
    using OnFrame = std::function<void(ExecChannel channel, std::string payload)>;
    /// False when the bytes are no such stream (unknown channel, a length over kExecPiece); no more is read
    /// then.
    bool feed(std::string_view data, const OnFrame& onFrame);

private:
    std::string m_pending;
    bool m_broken = false;
};

} // namespace agentarium::wire
