// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/invocations/exchange.h"
#include "core/invocations/request.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace agentarium::gateway {

using invocations::FrameChannel;
using invocations::Headers;

/// One request to the daemon and its answer. Routes see this and nothing of Beast.
class Exchange : public invocations::BodySource, public invocations::ResponseSink {
public:
    virtual const std::string& method() const = 0;
    virtual const std::string& path() const = 0; ///< without the query, still percent-encoded
    /// A query parameter, decoded; `fallback` when absent.
    virtual std::string query(const std::string& name, const std::string& fallback = {}) const = 0;
    virtual std::string header(const std::string& name) const = 0;
    virtual const Headers& headers() const = 0;
    virtual bool wantsWebSocket() const = 0;

    /// The whole body as JSON, at most 1 MB; an empty body is an empty object. Throws BadInput.
    virtual Task<nlohmann::json> json() = 0;
    Task<void> reply(unsigned status, const nlohmann::json& json) { return reply(status, json, {}); }
    /// With `headers` beside those every answer has.
    virtual Task<void> reply(unsigned status, const nlohmann::json& json, Headers headers) = 0;
    virtual bool headSent() const = 0;
    /// Calls back when the peer leaves while an answer is awaited; effective once the body was read.
    virtual void watchPeer(invocations::Cancellation& cancellation) = 0;
    virtual void unwatchPeer() = 0;
    /// Answers 101. The exchange has no other use afterwards.
    virtual Task<std::unique_ptr<FrameChannel>> upgrade(const Headers& headers) = 0;
};

} // namespace agentarium::gateway
