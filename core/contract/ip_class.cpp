// SPDX-License-Identifier: Apache-2.0
#include "core/contract/ip_class.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstdint>
#include <span>

namespace agentarium::contract {

namespace {

using V4 = std::array<std::uint8_t, 4>;
using V6 = std::array<std::uint8_t, 16>;

bool inPrefix(std::span<const std::uint8_t> address, std::span<const std::uint8_t> prefix, unsigned bits) {
    for (unsigned i = 0; i < bits; i += 8) {
        const unsigned left = std::min(8u, bits - i);
        const auto mask = static_cast<std::uint8_t>(0xff << (8 - left));
        if ((address[i / 8] & mask) != (prefix[i / 8] & mask)) return false;
    }
    return true;
}

struct Range4 {
    V4 prefix;
    unsigned bits;
    const char* words;
};

/// IANA's special-purpose registry for IPv4, most telling first.
constexpr std::array kRanges4{
    Range4{{169, 254, 169, 254}, 32, "the cloud metadata address"},
    Range4{{127, 0, 0, 0}, 8, "a loopback address of this host"},
    Range4{{10, 0, 0, 0}, 8, "a private address"},
    Range4{{172, 16, 0, 0}, 12, "a private address"},
    Range4{{192, 168, 0, 0}, 16, "a private address"},
    Range4{{169, 254, 0, 0}, 16, "a link-local address"},
    Range4{{100, 64, 0, 0}, 10, "a shared address (carrier-grade NAT)"},
    Range4{{0, 0, 0, 0}, 8, "an unspecified address"},
    Range4{{192, 0, 0, 0}, 24, "a reserved address"},
    Range4{{192, 0, 2, 0}, 24, "an address for documentation"},
    Range4{{198, 18, 0, 0}, 15, "an address for benchmarks"},
    Range4{{198, 51, 100, 0}, 24, "an address for documentation"},
    Range4{{203, 0, 113, 0}, 24, "an address for documentation"},
    Range4{{224, 0, 0, 0}, 4, "a multicast address"},
    Range4{{240, 0, 0, 0}, 4, "a reserved address"},
};

std::optional<std::string> special4(const V4& address) {
    for (const Range4& range : kRanges4)
        if (inPrefix(address, range.prefix, range.bits)) return range.words;
    return std::nullopt;
}

struct Range6 {
    V6 prefix;
    unsigned bits;
    const char* words;
};

constexpr std::array kRanges6{
    Range6{{0xfc}, 7, "a private address"},
    Range6{{0xfe, 0x80}, 10, "a link-local address"},
    Range6{{0xfe, 0xc0}, 10, "a private address"},
    Range6{{0xff}, 8, "a multicast address"},
    Range6{{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 48, "a private address"},
    Range6{{0x01}, 64, "a reserved address"},
    Range6{{0x20, 0x01, 0x0d, 0xb8}, 32, "an address for documentation"},
    Range6{{0x20, 0x01, 0x00, 0x00}, 32, "a Teredo address"},
};

/// Where an IPv4 address is written inside an IPv6 one, by prefix.
struct Embedding {
    V6 prefix;
    unsigned bits;
    std::size_t offset;
};

constexpr std::array kEmbeddings{
    Embedding{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, 12}, // mapped
    Embedding{{0x00, 0x64, 0xff, 0x9b}, 96, 12},                   // NAT64
    Embedding{{0x20, 0x02}, 16, 2},                                // 6to4
    Embedding{{}, 96, 12},                                         // compatible
};

std::optional<std::string> special6(const V6& address) {
    V6 loopback{};
    loopback[15] = 1;
    if (address == V6{}) return "an unspecified address";
    if (address == loopback) return "a loopback address of this host";
    for (const Range6& range : kRanges6)
        if (inPrefix(address, range.prefix, range.bits)) return range.words;
    for (const Embedding& embedding : kEmbeddings) {
        if (!inPrefix(address, embedding.prefix, embedding.bits)) continue;
        V4 inner{};
        std::copy_n(address.begin() + static_cast<std::ptrdiff_t>(embedding.offset), 4, inner.begin());
        return special4(inner);
    }
    return std::nullopt;
}

/// An IPv6 address may carry the interface it is meant for ("fe80::1%eth0").
std::string withoutZone(const std::string& text) {
    return text.substr(0, text.find('%'));
}

} // namespace

std::optional<std::string> specialAddress(const std::string& address) {
    const std::string plain = withoutZone(address);
    V4 v4{};
    if (inet_pton(AF_INET, plain.c_str(), v4.data()) == 1) return special4(v4);
    V6 v6{};
    if (inet_pton(AF_INET6, plain.c_str(), v6.data()) == 1) return special6(v6);
    return "no IP address";
}

std::optional<std::string> canonicalAddress(const std::string& text) {
    const std::string plain = withoutZone(text);
    for (const int family : {AF_INET, AF_INET6}) {
        V6 bytes{};
        if (inet_pton(family, plain.c_str(), bytes.data()) != 1) continue;
        std::array<char, INET6_ADDRSTRLEN> buffer{};
        return std::string(inet_ntop(family, bytes.data(), buffer.data(), buffer.size()));
    }
    return std::nullopt;
}

} // namespace agentarium::contract
