// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace agentarium::payload {

/// Length of `bytes` bytes in base64 with padding (RFC 4648 section 4).
constexpr std::uint64_t base64Size(std::uint64_t bytes) {
    return (bytes + 2) / 3 * 4;
}

/// Encodes `input` with padding; `output` is replaced.
void encodeBase64(std::span<const char> input, std::string& output);

} // namespace agentarium::payload
