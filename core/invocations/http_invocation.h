// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/invocations/record.h"
#include "core/invocations/request.h"
#include "core/sessions/manager.h"

namespace agentarium::invocations {

/// Requests into agents over HTTP and WebSocket, each recorded as it happens.
class Invoker {
public:
    Invoker(asio::io_context& io, sessions::SessionManager& sessions, events::BlobStore& blobs);

    /// One request: starts the session when needed, passes the body in and the answer out as they come.
    /// Throws before `sink.head` was called for what the caller should see as an error (contract 3.8), and
    /// after it when the answer broke off.
    Task<void> invoke(InvocationRequest request, BodySource& body, ResponseSink& sink,
                      Cancellation& cancellation);

    /// What a WebSocket client is told in the 101 answer, and then frames both ways until one side closes.
    using Accept = std::function<Task<std::unique_ptr<FrameChannel>>(const Headers& headers)>;
    Task<void> websocket(InvocationRequest request, Accept accept);

private:
    asio::io_context& m_io;
    sessions::SessionManager& m_sessions;
    events::BlobStore& m_blobs;
};

/// `outcome` of an invocation that failed (docs/events.md).
const char* outcomeOf(const Error& failure);

/// The headers every answer carries: session id, invocation id, recording id, and how the session started
/// when this request started it.
Headers answerHeaders(const sessions::Session& session, const std::string& invocationId, bool startedHere);

} // namespace agentarium::invocations
