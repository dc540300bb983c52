// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace agentarium::contract {

/// What the policy says of one connection.
struct EgressDecision {
    bool allowed = false;
    std::string reason; ///< a sentence with host, policy and how to allow it; empty when allowed
    std::vector<std::string> addresses; ///< the ones that may be connected to; only these were checked
};

/// Whom a version may connect to (design section 5, Egress). Pure: names are resolved by the caller.
///
/// Loopback, private, link-local and other special addresses are refused unless the host itself is named in
/// `hosts`. A name with a wildcard names a domain, not a host: it does not open such addresses.
struct EgressPolicy {
    enum class Mode {
        Public, ///< every public address; of the others only what `hosts` names
        None,   ///< nothing
        Hosts,  ///< only what `hosts` names
    };
    Mode mode = Mode::Public;
    /// "host", "host:port", "[::1]:port", "*.domain" or "*.domain:port"; lower case.
    std::vector<std::string> hosts;

    /// "public", "none", "a.example,b.example:443,*.c.example" or "public,localhost:9000".
    /// Throws Error(BadInput) that names the bad part.
    static EgressPolicy parse(const std::string& text);
    std::string toString() const;

    /// May `host` be asked for at all? Before its name is resolved; `addresses` stays empty.
    EgressDecision decideName(const std::string& host, std::uint16_t port) const;
    /// The whole decision: `resolved` are the textual addresses `host` has.
    EgressDecision decide(const std::string& host, std::uint16_t port,
                          const std::vector<std::string>& resolved) const;

    bool operator==(const EgressPolicy&) const = default;
};

} // namespace agentarium::contract
