// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace agentarium::contract {

/// What an address is when it is not an ordinary public one, as words for a sentence: "a loopback address",
/// "a private address (RFC 1918)". Nothing for a public address. IPv4 inside IPv6 (mapped, compatible, 6to4,
/// NAT64) counts as that IPv4 address. Text that is no address is "no IP address".
std::optional<std::string> specialAddress(const std::string& address);

/// The address in its shortest usual form ("0:0::1" → "::1"); nothing when the text is no address.
std::optional<std::string> canonicalAddress(const std::string& text);

} // namespace agentarium::contract
