// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/client/cancel.h"
#include "core/client/endpoint.h"
#include "core/payload/source.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace agentarium::client {

struct Request {
    std::string method = "GET";
    std::string target;              ///< path and query, encoded
    Headers headers;                 ///< beside Host, Authorization, User-Agent and those of the body
    std::string text;                ///< the body, unless `body` is set
    payload::Source* body = nullptr; ///< of unknown size: sent in chunks
    /// How long the head of the answer may take after the request was sent; 0: as long as it takes.
    std::chrono::milliseconds headTimeout{0};
};

struct ResponseHead {
    int status = 0;
    Headers headers;
    std::string header(const std::string& name) const { return headerOf(headers, name); }
};

struct ExchangeHandlers {
    std::function<void(const ResponseHead&)> onHead;
    std::function<void(std::string_view)> onBody;    ///< at once, as bytes come; at most 64 KB a call
    std::function<void(std::uint64_t bytes)> onSent; ///< bytes of the body handed to the kernel so far
};

struct ExchangeResult {
    ResponseHead head;
    std::uint64_t bytesSent = 0;
    std::uint64_t bytesReceived = 0;
    std::uint64_t chunks = 0; ///< the answer's HTTP chunks; 1 for a body that is not chunked, 0 for none
    double firstByteMs = 0;   ///< from the call to the first byte of the answer's body, or its end when empty
    double totalMs = 0;
    bool complete = false; ///< false: the connection ended in the middle of the answer
};

/// One HTTP/1.1 request and its answer on a connection of its own. BLOCKS. The answer is read while the body
/// is still being sent, so a refusal is seen at once. Memory: two buffers of 64 KB. What the handlers throw
/// comes out here. Throws Error(Unreachable) when nothing answers, Error(Cancelled) after `cancel`,
/// Error(RuntimeFailed) when the head is late or is no HTTP.
ExchangeResult exchange(const Endpoint& endpoint, const Request& request, const ExchangeHandlers& handlers,
                        const CancelToken* cancel = nullptr);

} // namespace agentarium::client
