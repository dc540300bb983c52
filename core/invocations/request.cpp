// SPDX-License-Identifier: Apache-2.0
#include "core/invocations/request.h"

#include <boost/algorithm/string/case_conv.hpp>
#include <boost/algorithm/string/predicate.hpp>

#include <array>

namespace agentarium::invocations {

namespace {

constexpr const char* kSessionHeader = "X-Amzn-Bedrock-AgentCore-Runtime-Session-Id";
constexpr const char* kRequestHeader = "X-Amzn-Bedrock-AgentCore-Runtime-Request-Id";
constexpr const char* kUserHeader = "X-Amzn-Bedrock-AgentCore-Runtime-User-Id";
constexpr const char* kCustomPrefix = "x-amzn-bedrock-agentcore-runtime-custom-";

bool isPassed(const std::string& name) {
    static constexpr std::array passed{"traceparent",     "tracestate",     "baggage",
                                       "x-amzn-trace-id", "mcp-session-id", "mcp-protocol-version",
                                       "mcp-method",      "mcp-name",       "last-event-id"};
    if (boost::starts_with(name, kCustomPrefix)) return true;
    for (const char* known : passed)
        if (name == known) return true;
    return false;
}

} // namespace

Headers agentHeaders(const InvocationRequest& request, const std::string& sessionId,
                     const std::string& requestId) {
    Headers headers;
    for (const auto& [name, value] : request.headers)
        if (isPassed(boost::to_lower_copy(name))) headers.emplace_back(name, value);
    headers.emplace_back(kSessionHeader, sessionId);
    headers.emplace_back(kRequestHeader, requestId);
    if (!request.userId.empty()) headers.emplace_back(kUserHeader, request.userId);
    return headers;
}

Headers recordableHeaders(const Headers& headers) {
    static constexpr std::array secrets{"authorization", "cookie", "set-cookie",
                                        "token",         "secret", "api-key"};
    Headers kept;
    for (const auto& [name, value] : headers) {
        const std::string lower = boost::to_lower_copy(name);
        bool secret = false;
        for (const char* word : secrets)
            secret = secret || lower.find(word) != std::string::npos;
        kept.emplace_back(name, secret ? "(not recorded)" : value);
    }
    return kept;
}

} // namespace agentarium::invocations
