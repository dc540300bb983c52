// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

namespace agentarium::gateway {

struct Target {
    std::string path; ///< as sent, percent-encoded
    std::map<std::string, std::string> query;
};

/// Splits a request target (RFC 9112, 3.2.1); "+" in a query is kept as it is.
Target parseTarget(const std::string& target);
/// Undoes percent-encoding; a broken escape is kept as text.
std::string percentDecode(const std::string& text);
/// "/a/b%2Fc" → {"a", "b/c"}: split first, then decode, so that an encoded ARN is one segment.
std::vector<std::string> pathSegments(const std::string& path);

} // namespace agentarium::gateway
