// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/discovery/daemon_info.h"

#include <string>
#include <utility>
#include <vector>

namespace agentarium::client {

/// Where the daemon listens, on 127.0.0.1, and what lets us in.
struct Endpoint {
    int port = 0;
    std::string token;

    static Endpoint of(const discovery::DaemonInfo& info) { return {info.port, info.token}; }
};

/// Header fields in order; names compare without case.
using Headers = std::vector<std::pair<std::string, std::string>>;

/// The first field of that name, or an empty string.
std::string headerOf(const Headers& headers, const std::string& name);

/// Percent-encodes everything but RFC 3986's unreserved characters, for a path segment or a query value.
std::string percentEncode(const std::string& text);

} // namespace agentarium::client
