// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/signal.h"
#include "core/guest/tunnel.h"
#include "core/invocations/request.h"
#include "core/invocations/request_record.h"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <memory>
#include <optional>

namespace agentarium::invocations {

/// One HTTP/1.1 exchange with the agent through a tunnel. Body and answer flow at the same time.
class AgentExchange : public std::enable_shared_from_this<AgentExchange> {
public:
    AgentExchange(guest::Tunnel tunnel, RequestRecord& record);

    /// Begins to write the request's head and the body as `source` gives it, in a coroutine of its own, which
    /// joinBody() waits for. An agent that does not take it is told of by what reads the answer.
    void send(const std::string& path, int port, const InvocationRequest& request, const Headers& headers,
              BodySource& source);
    /// Reads the answer's head; what comes before it (100 Continue, 103 Early Hints) is read over.
    Task<void> readHead();
    unsigned status() const;
    Headers headers() const;
    /// Reads some bytes of the answer; 0 at its end.
    Task<std::size_t> readSome(asio::mutable_buffer buffer);
    /// Waits until the body's coroutine has ended, if there is one; gives up on a caller that sends no more
    /// after a moment.
    Task<void> joinBody(BodySource& source);
    /// The error that ended the body early (too large, caller gone), if any.
    std::exception_ptr bodyError() const { return m_bodyError; }
    void cancel() { m_tunnel.cancel(); }

private:
    using Parser = boost::beast::http::response_parser<boost::beast::http::buffer_body>;

    void newParser();
    Task<void> pump(std::string head, BodySource& source, bool chunked);

    guest::Tunnel m_tunnel;
    RequestRecord& m_record;
    Signal m_bodyEnded;
    boost::beast::flat_buffer m_buffer;
    std::optional<Parser> m_parser;
    std::exception_ptr m_bodyError;
    bool m_sending = false;
};

} // namespace agentarium::invocations
