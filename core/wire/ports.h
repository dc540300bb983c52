// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace agentarium::wire {

/// Names of the virtio-serial ports, the same in the domain XML and in the guest's sysfs (docs/link.md).
inline constexpr const char* kCtlPort = "agentarium.ctl";
inline constexpr const char* kInPort = "agentarium.in";
inline constexpr const char* kOutPort = "agentarium.out";

/// HTTP/2 limits both sides announce, in bytes.
inline constexpr std::uint32_t kStreamWindow = 1024 * 1024;
inline constexpr std::int32_t kConnectionWindow = 64 * 1024 * 1024;
inline constexpr std::uint32_t kMaxFrame = 256 * 1024;
inline constexpr std::uint32_t kMaxStreams = 4096;
/// What one stream holds back for sending; a writer waits above it. Two frames: one on its way, one being
/// filled.
inline constexpr std::size_t kSendQueue = 512 * 1024;
/// A port is read this far before anything is written on: one read gives at most 4 KB.
inline constexpr std::size_t kPortDrain = 256 * 1024;
/// The longest line on ctl; a longer one is dropped.
inline constexpr std::size_t kMaxControlLine = 64 * 1024;

/// Where the guest's proxy listens, on its own loopback.
inline constexpr std::uint16_t kProxyPort = 3128;

} // namespace agentarium::wire
