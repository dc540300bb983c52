// SPDX-License-Identifier: Apache-2.0
#include "core/base/ids.h"

#include "core/base/hash.h"
#include "core/contract/error.h"

#include <openssl/rand.h>

#include <array>
#include <vector>

namespace agentarium {

namespace {

std::vector<std::byte> randomBytes(std::size_t count) {
    std::vector<std::byte> bytes(count);
    if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1)
        throw Error(ErrorKind::RuntimeFailed, "The system gave no random bytes.", "Try again.");
    return bytes;
}

} // namespace

std::string makeUuid() {
    auto bytes = randomBytes(16);
    bytes[6] = (bytes[6] & std::byte{0x0f}) | std::byte{0x40};
    bytes[8] = (bytes[8] & std::byte{0x3f}) | std::byte{0x80};
    std::string text = toHex(bytes);
    for (const std::size_t at : {8u, 13u, 18u, 23u})
        text.insert(at, 1, '-');
    return text;
}

std::string makeHexId() {
    return toHex(randomBytes(16));
}

std::string makeToken() {
    return toHex(randomBytes(32));
}

std::string makeAlphanumeric(std::size_t length) {
    static constexpr std::string_view letters =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::string text;
    while (text.size() < length) {
        for (const std::byte byte : randomBytes(length)) {
            const auto value = static_cast<std::size_t>(byte);
            // 248 is the largest multiple of 62 in a byte: what lies above would make some letters likelier.
            if (value < 248 && text.size() < length) text += letters[value % letters.size()];
        }
    }
    return text;
}

} // namespace agentarium
