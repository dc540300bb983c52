// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Names of HTTP headers (contract 2.4 and 3.2; docs/api.md for the workbench's own).
namespace agentarium::contract::header {

inline constexpr const char* kSessionId = "X-Amzn-Bedrock-AgentCore-Runtime-Session-Id";
inline constexpr const char* kRequestId = "X-Amzn-Bedrock-AgentCore-Runtime-Request-Id";
inline constexpr const char* kUserId = "X-Amzn-Bedrock-AgentCore-Runtime-User-Id";
inline constexpr const char* kCustomPrefix = "X-Amzn-Bedrock-AgentCore-Runtime-Custom-";
inline constexpr const char* kMcpSessionId = "Mcp-Session-Id";

inline constexpr const char* kInvocationId = "X-Agentarium-Invocation-Id";
inline constexpr const char* kRecordingId = "X-Agentarium-Recording-Id";
inline constexpr const char* kStart = "X-Agentarium-Start";
inline constexpr const char* kPrivate = "X-Agentarium-Private";
inline constexpr const char* kBudget = "X-Agentarium-Budget-Usd";

} // namespace agentarium::contract::header
