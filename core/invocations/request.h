// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/invocations/exchange.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace agentarium::invocations {

/// What a caller asks of an agent, before a byte of its body was read.
struct InvocationRequest {
    std::string agent; ///< name, id or ARN
    std::string qualifier = "DEFAULT";
    std::string sessionId; ///< empty: a new session
    std::string userId;
    std::string contentType;
    std::string accept;
    Headers headers; ///< all of the caller's; which ones reach the agent is decided here (contract 2.4)
    bool isPrivate = false;
    std::string invocationId;  ///< empty: one is made
    bool inBackground = false; ///< nobody waits for the answer: eight hours instead of the version's timeout
    std::optional<double> budgetUsd = {}; ///< what the session may cost from now on
};

/// How a caller's leaving reaches the agent: whoever notices calls cancel().
class Cancellation {
public:
    void cancel() {
        m_cancelled = true;
        if (m_handler) m_handler();
    }
    bool cancelled() const { return m_cancelled; }
    void onCancel(std::function<void()> handler) {
        m_handler = std::move(handler);
        if (m_cancelled && m_handler) m_handler();
    }

private:
    bool m_cancelled = false;
    std::function<void()> m_handler;
};

/// The caller's headers an agent sees (contract 2.4), with the session and request ids added.
Headers agentHeaders(const InvocationRequest& request, const std::string& sessionId,
                     const std::string& requestId);

/// Header values as events keep them: never the value of Authorization, cookies or tokens.
Headers recordableHeaders(const Headers& headers);

} // namespace agentarium::invocations
