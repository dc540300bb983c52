// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace agentarium::contract {

/// A host name or address as it is compared: lower case, no brackets, no trailing dot, addresses in their
/// usual form.
std::string normalHost(const std::string& host);

/// One entry of an egress list: "host", "host:port", "[::1]:port", "*.domain", "*.domain:port".
struct HostPattern {
    std::string host; ///< normal; without the "*." of a wildcard
    std::optional<std::uint16_t> port;
    bool wildcard = false;

    /// Nothing when the text is no such entry.
    static std::optional<HostPattern> parse(const std::string& text);
    std::string toString() const;
    /// `normal` is a host as normalHost() gives it. A wildcard stands for one or more labels.
    bool matches(const std::string& normal, std::uint16_t askedPort) const;
};

} // namespace agentarium::contract
