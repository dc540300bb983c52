// SPDX-License-Identifier: Apache-2.0
#include "core/client/websocket.h"

#include "core/base/async.h"
#include "core/base/signal.h"
#include "core/client/failure.h"
#include "core/client/readable.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket.hpp>

#include <cerrno>
#include <deque>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

namespace agentarium::client {

namespace beast = boost::beast;
namespace websocket = beast::websocket;
using boost::system::error_code;

namespace {

constexpr std::size_t kMostOfAMessage = 64 * 1024 * 1024;
/// For the peer's half of a close.
constexpr std::chrono::seconds kCloseTimeout{5};
constexpr std::size_t kQueueLimit = 1024 * 1024;

auto into(error_code& ec) {
    return asio::redirect_error(asio::use_awaitable, ec);
}

} // namespace

class WebSocket::Impl {
public:
    Impl(const Endpoint& endpoint, std::string target, Headers headers, const CancelToken* cancel)
        : m_endpoint(endpoint)
        , m_target("/api/v1" + std::move(target))
        , m_headers(std::move(headers))
        , m_cancel(cancel)
        , m_stream(m_io)
        , m_changed(m_io.get_executor())
        , m_delay(m_io)
        , m_signals(m_io)
        , m_cancelWatch(m_io)
        , m_inputWatch(m_io) {}

    CloseReason run(Handlers handlers) {
        m_handlers = std::move(handlers);
        if (m_cancel) {
            m_cancel->check();
            m_cancelWatch.watch(m_cancel->descriptor(), [this] {
                fail(std::make_exception_ptr(Error(ErrorKind::Cancelled, "Cancelled.")));
            });
        }
        start(converse());
        m_io.run();
        if (m_failure) std::rethrow_exception(m_failure);
        return m_reason;
    }

    void send(Opcode opcode, std::string data) {
        m_queued += data.size() + 1;
        m_queue.emplace_back(opcode, std::move(data));
        m_changed.notifyAll();
    }

    void onSignal(int number, std::function<void()> action) {
        m_signals.add(number);
        start(signals(std::move(action)));
    }

    void close() {
        m_closing = true;
        m_changed.notifyAll();
    }

    void readInput(int fd, std::function<void(std::string_view)> onBytes) {
        start(input(fd, std::move(onBytes)));
    }

    void after(std::chrono::milliseconds delay, std::function<void()> action) {
        m_delay.expires_after(delay);
        m_delay.async_wait([this, action = std::move(action)](error_code ec) {
            if (ec || m_ended) return;
            try {
                action();
            } catch (...) {
                fail(std::current_exception());
            }
        });
    }

private:
    void start(Task<> task) {
        asio::co_spawn(m_io, std::move(task), [this](std::exception_ptr thrown) {
            if (thrown) fail(thrown);
        });
    }

    void fail(std::exception_ptr why) {
        if (!m_failure) m_failure = std::move(why);
        end();
    }

    void end() {
        m_ended = true;
        beast::get_lowest_layer(m_stream).close();
        m_delay.cancel();
        m_signals.cancel();
        m_cancelWatch.stop();
        m_inputWatch.stop();
        m_changed.notifyAll();
    }

    Task<> converse() {
        error_code ec;
        auto& tcp = beast::get_lowest_layer(m_stream);
        tcp.expires_after(std::chrono::seconds(5));
        co_await tcp.async_connect(
            {asio::ip::address_v4::loopback(), static_cast<unsigned short>(m_endpoint.port)}, into(ec));
        if (ec) throw unreachable(ec);
        tcp.socket().set_option(asio::ip::tcp::no_delay(true));
        // A first start of a session comes before the 101, so the handshake has no limit of its own.
        tcp.expires_never();
        m_stream.read_message_max(kMostOfAMessage);
        m_stream.set_option(websocket::stream_base::decorator([this](websocket::request_type& request) {
            request.set(beast::http::field::authorization, "Bearer " + m_endpoint.token);
            request.set(beast::http::field::user_agent, "agentarium");
            for (const auto& [name, value] : m_headers)
                request.set(name, value);
        }));
        websocket::response_type response;
        const std::string host = "127.0.0.1:" + std::to_string(m_endpoint.port);
        co_await m_stream.async_handshake(response, host, m_target, into(ec));
        if (m_ended) co_return;
        ResponseHead head;
        head.status = static_cast<int>(response.result_int());
        for (const auto& field : response)
            head.headers.emplace_back(field.name_string(), field.value());
        if (ec == websocket::error::upgrade_declined) throw failureOf(head, response.body());
        if (ec) throw unreachable(ec);
        if (m_handlers.onOpen) m_handlers.onOpen(head);
        start(write());
        co_await read();
        end();
    }

    Error unreachable(const error_code& ec) const {
        return Error(ErrorKind::Unreachable,
                     "The daemon does not answer on 127.0.0.1:" + std::to_string(m_endpoint.port) + ": " +
                         ec.message() + ".",
                     "Try again; if it lasts, see daemon.log in the data folder.");
    }

    Task<> read() {
        beast::flat_buffer buffer;
        error_code ec;
        for (;;) {
            co_await m_stream.async_read(buffer, into(ec));
            if (m_ended) co_return;
            if (ec) break;
            const auto data = buffer.cdata();
            if (m_handlers.onMessage)
                m_handlers.onMessage(m_stream.got_text() ? Opcode::Text : Opcode::Binary,
                                     {static_cast<const char*>(data.data()), data.size()});
            buffer.consume(buffer.size());
        }
        // When we close, Beast ends this read at once and takes the peer's close frame in async_close.
        while (m_closing && !m_closed && ec != websocket::error::closed)
            if (!co_await m_changed.wait(kCloseTimeout)) break;
        if (m_ended) co_return;
        if (ec == websocket::error::closed || m_closed == error_code()) {
            const auto& reason = m_stream.reason();
            m_reason = {reason.code == websocket::close_code::none ? 1005 : reason.code,
                        std::string(reason.reason.data(), reason.reason.size())};
        } else {
            m_reason = {1006, ec.message()};
        }
    }

    Task<> write() {
        error_code ec;
        while (!m_ended) {
            if (m_queue.empty()) {
                if (m_closing) {
                    co_await m_stream.async_close(websocket::close_code::normal, into(ec));
                    m_closed = ec;
                    m_changed.notifyAll();
                    co_return;
                }
                co_await m_changed.wait(std::chrono::hours(1));
                continue;
            }
            const auto [opcode, data] = std::move(m_queue.front());
            m_queue.pop_front();
            m_stream.text(opcode == Opcode::Text);
            co_await m_stream.async_write(asio::buffer(data), into(ec));
            if (ec) co_return;
            m_queued -= data.size() + 1;
            m_changed.notifyAll();
        }
    }

    Task<> signals(std::function<void()> action) {
        error_code ec;
        while (!m_ended) {
            co_await m_signals.async_wait(into(ec));
            if (ec || m_ended) co_return;
            action();
        }
    }

    Task<> input(int fd, std::function<void(std::string_view)> onBytes) {
        std::vector<char> buffer(64 * 1024);
        while (!m_ended) {
            if (m_queued > kQueueLimit) {
                co_await m_changed.wait(std::chrono::hours(1));
                continue;
            }
            co_await m_inputWatch.wait(fd);
            if (m_ended) co_return;
            const ssize_t count = ::read(fd, buffer.data(), buffer.size());
            if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
            onBytes({buffer.data(), count > 0 ? static_cast<std::size_t>(count) : 0});
            if (count <= 0) co_return;
        }
    }

    const Endpoint m_endpoint;
    const std::string m_target;
    const Headers m_headers;
    const CancelToken* m_cancel;
    asio::io_context m_io;
    websocket::stream<beast::tcp_stream> m_stream;
    Signal m_changed;
    asio::steady_timer m_delay;
    asio::signal_set m_signals;
    Readable m_cancelWatch;
    Readable m_inputWatch;
    Handlers m_handlers;
    std::deque<std::pair<Opcode, std::string>> m_queue;
    std::size_t m_queued = 0; ///< bytes, one more for each message
    bool m_closing = false;
    std::optional<error_code> m_closed; ///< how our own closing went
    bool m_ended = false;
    std::exception_ptr m_failure;
    CloseReason m_reason;
};

WebSocket::WebSocket(const Endpoint& endpoint, std::string target, Headers headers, const CancelToken* cancel)
    : m_impl(std::make_unique<Impl>(endpoint, std::move(target), std::move(headers), cancel)) {}
WebSocket::~WebSocket() = default;
CloseReason WebSocket::run(Handlers handlers) {
    return m_impl->run(std::move(handlers));
}
void WebSocket::send(std::string text) {
    m_impl->send(Opcode::Text, std::move(text));
}
void WebSocket::sendBinary(std::string bytes) {
    m_impl->send(Opcode::Binary, std::move(bytes));
}
void WebSocket::onSignal(int number, std::function<void()> action) {
    m_impl->onSignal(number, std::move(action));
}
void WebSocket::close() {
    m_impl->close();
}
void WebSocket::readInput(int fd, std::function<void(std::string_view)> onBytes) {
    m_impl->readInput(fd, std::move(onBytes));
}
void WebSocket::after(std::chrono::milliseconds delay, std::function<void()> action) {
    m_impl->after(delay, std::move(action));
}

} // namespace agentarium::client
