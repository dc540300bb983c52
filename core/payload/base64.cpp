// SPDX-License-Identifier: Apache-2.0
#include "core/payload/base64.h"

namespace agentarium::payload {

namespace {
constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
}

void encodeBase64(std::span<const char> input, std::string& output) {
    output.resize(base64Size(input.size()));
    char* to = output.data();
    std::size_t at = 0;
    const auto byte = [&](std::size_t index) -> std::uint32_t {
        return static_cast<unsigned char>(input[index]);
    };
    for (; at + 3 <= input.size(); at += 3) {
        const std::uint32_t group = byte(at) << 16 | byte(at + 1) << 8 | byte(at + 2);
        *to++ = kDigits[group >> 18];
        *to++ = kDigits[group >> 12 & 63];
        *to++ = kDigits[group >> 6 & 63];
        *to++ = kDigits[group & 63];
    }
    const std::size_t rest = input.size() - at;
    if (rest == 0) return;
    const std::uint32_t group = byte(at) << 16 | (rest == 2 ? byte(at + 1) << 8 : 0);
    *to++ = kDigits[group >> 18];
    *to++ = kDigits[group >> 12 & 63];
    *to++ = rest == 2 ? kDigits[group >> 6 & 63] : '=';
    *to++ = '=';
}

} // namespace agentarium::payload
