// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/client/exchange.h"

#include <memory>

namespace agentarium::client {

enum class Opcode { Text, Binary };

/// How a WebSocket ended: the peer's close code, or 1006 when the connection ended without one.
struct CloseReason {
    int code = 1006;
    std::string reason;
};

/// One WebSocket to the daemon. Everything happens inside run(), on the thread that calls it: the handlers
/// may call the other methods, nobody else may.
class WebSocket {
public:
    struct Handlers {
        std::function<void(const ResponseHead&)> onOpen;
        std::function<void(Opcode, std::string_view)> onMessage; ///< whole messages, up to 64 MB
    };

    /// `target` begins behind /api/v1.
    WebSocket(const Endpoint& endpoint, std::string target, Headers headers,
              const CancelToken* cancel = nullptr);
    ~WebSocket();
    WebSocket(const WebSocket&) = delete;
    WebSocket& operator=(const WebSocket&) = delete;

    /// BLOCKS until the WebSocket is closed. Throws the Error of an answer that is no 101,
    /// Error(Unreachable), Error(Cancelled), and what a handler throws.
    CloseReason run(Handlers handlers);

    /// Queues a text message.
    void send(std::string text);
    void sendBinary(std::string bytes);
    /// Closes after what is queued has been sent.
    void close();
    /// Reads `fd` while the socket is open, and less eagerly while much is queued; an empty view is its end.
    void readInput(int fd, std::function<void(std::string_view)> onBytes);
    /// Calls `action` each time the process gets that signal, while the socket is open.
    void onSignal(int number, std::function<void()> action);
    /// Calls `action` once, unless the socket is closed before. A later call replaces an earlier one.
    void after(std::chrono::milliseconds delay, std::function<void()> action);

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace agentarium::client
