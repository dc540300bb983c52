// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

/// The kinds of events, the one list in code. docs/events.md gives their fields;
/// tests/core/events/tst_event_kinds compares the two.
namespace agentarium::contract::kind {

inline constexpr const char* kSessionCreated = "session.created";
inline constexpr const char* kSessionState = "session.state";
inline constexpr const char* kSessionPhase = "session.phase";
inline constexpr const char* kSessionStarted = "session.started";
inline constexpr const char* kSessionQueued = "session.queued";
inline constexpr const char* kSessionFallback = "session.fallback";
inline constexpr const char* kSessionAdopted = "session.adopted";
inline constexpr const char* kSessionNotice = "session.notice";
inline constexpr const char* kAgentProcess = "agent.process";
inline constexpr const char* kAgentPing = "agent.ping";
inline constexpr const char* kInvocationBegin = "invocation.begin";
inline constexpr const char* kInvocationRequest = "invocation.request";
inline constexpr const char* kInvocationResponse = "invocation.response";
inline constexpr const char* kInvocationChunk = "invocation.chunk";
inline constexpr const char* kInvocationFrame = "invocation.frame";
inline constexpr const char* kInvocationEnd = "invocation.end";
inline constexpr const char* kCommandBegin = "command.begin";
inline constexpr const char* kCommandEnd = "command.end";
inline constexpr const char* kShellBegin = "shell.begin";
inline constexpr const char* kShellEnd = "shell.end";
inline constexpr const char* kEgressOpen = "egress.open";
inline constexpr const char* kEgressClose = "egress.close";
inline constexpr const char* kLogLine = "log.line";
inline constexpr const char* kLogLost = "log.lost";
inline constexpr const char* kMeterSample = "meter.sample";
inline constexpr const char* kSessionBudget = "session.budget";

inline constexpr std::array<std::string_view, 26> kAll{
    kSessionQueued,      kSessionCreated,  kSessionState,    kSessionPhase,
    kSessionStarted,     kSessionFallback, kSessionAdopted,  kSessionNotice,
    kAgentProcess,       kAgentPing,       kInvocationBegin, kInvocationRequest,
    kInvocationResponse, kInvocationChunk, kInvocationFrame, kInvocationEnd,
    kCommandBegin,       kCommandEnd,      kShellBegin,      kShellEnd,
    kEgressOpen,         kEgressClose,     kLogLine,         kLogLost,
    kMeterSample,        kSessionBudget,
};

} // namespace agentarium::contract::kind
