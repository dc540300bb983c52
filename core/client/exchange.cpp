// SPDX-License-Identifier: Apache-2.0
#include "core/client/exchange.h"

#include "core/base/async.h"
#include "core/client/readable.h"
#include "core/contract/error.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <exception>
#include <vector>

namespace agentarium::client {

namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::size_t kBuffer = 64 * 1024;
constexpr std::chrono::seconds kConnectTimeout{5};

auto into(error_code& ec) {
    return asio::redirect_error(asio::use_awaitable, ec);
}

/// Serves one call of exchange(): a connection, a writer and a reader beside each other, all on one thread.
class Exchange {
public:
    Exchange(const Endpoint& endpoint, const Request& request, const ExchangeHandlers& handlers,
             const CancelToken* cancel)
        : m_endpoint(endpoint)
        , m_request(request)
        , m_handlers(handlers)
        , m_cancel(cancel)
        , m_socket(m_io)
        , m_timer(m_io)
        , m_cancelWatch(m_io)
        , m_inputWatch(m_io) {}

    ExchangeResult run() {
        if (m_cancel) {
            m_cancel->check();
            m_cancelWatch.watch(m_cancel->descriptor(),
                                [this] { stop(Error(ErrorKind::Cancelled, "Cancelled.")); });
        }
        asio::co_spawn(m_io, converse(), [this](std::exception_ptr thrown) {
            if (thrown && !m_failure) m_failure = thrown;
            close();
        });
        m_io.run();
        if (m_failure) std::rethrow_exception(m_failure);
        m_result.totalMs = elapsedMs();
        if (m_result.bytesReceived == 0) m_result.firstByteMs = m_result.totalMs;
        return std::move(m_result);
    }

private:
    double elapsedMs() const {
        return std::chrono::duration<double, std::milli>(Clock::now() - m_start).count();
    }

    void close() {
        error_code ignored;
        m_socket.close(ignored);
        m_timer.cancel();
        m_cancelWatch.stop();
        m_inputWatch.stop();
    }

    void stop(const Error& why) {
        if (!m_failure) m_failure = std::make_exception_ptr(why);
        close();
    }

    void stopAfter(std::chrono::milliseconds limit, ErrorKind kind, const std::string& message) {
        m_timer.expires_after(limit);
        m_timer.async_wait([this, kind, message](error_code ec) {
            if (!ec) stop(Error(kind, message, "Try again; if it lasts, see daemon.log in the data folder."));
        });
    }

    Task<> converse() {
        stopAfter(kConnectTimeout, ErrorKind::Unreachable, "The daemon does not accept the connection.");
        error_code ec;
        const asio::ip::tcp::endpoint address(asio::ip::address_v4::loopback(),
                                              static_cast<unsigned short>(m_endpoint.port));
        co_await m_socket.async_connect(address, into(ec));
        if (ec)
            throw Error(ErrorKind::Unreachable,
                        "The daemon does not answer on 127.0.0.1:" + std::to_string(m_endpoint.port) + ": " +
                            ec.message() + ".",
                        "Try again; if it lasts, see daemon.log in the data folder.");
        m_timer.cancel();
        m_socket.set_option(asio::ip::tcp::no_delay(true));
        asio::co_spawn(m_io, send(), [this](std::exception_ptr thrown) {
            if (!thrown) return;
            if (!m_failure) m_failure = thrown;
            close();
        });
        co_await receive();
    }

    http::request<http::buffer_body> head() const {
        http::request<http::buffer_body> head;
        head.version(11);
        head.method_string(m_request.method);
        head.target(m_request.target);
        head.set(http::field::host, "127.0.0.1:" + std::to_string(m_endpoint.port));
        head.set(http::field::authorization, "Bearer " + m_endpoint.token);
        head.set(http::field::user_agent, "agentarium");
        head.set(http::field::connection, "close");
        for (const auto& [name, value] : m_request.headers)
            head.insert(name, value);
        const auto size = m_request.body ? m_request.body->size() : m_request.text.size();
        if (!size)
            head.chunked(true);
        else if (*size > 0 || m_request.method != "GET")
            head.content_length(*size);
        return head;
    }

    /// Sends the request. A connection that breaks is left to the reader: the answer may be there already.
    Task<> send() {
        http::request<http::buffer_body> request = head();
        http::request_serializer<http::buffer_body> serializer(request);
        std::vector<char> buffer(m_request.body ? kBuffer : 0);
        error_code ec;
        for (bool more = true; more;) {
            std::size_t count = m_request.text.size();
            void* data = const_cast<char*>(m_request.text.data());
            if (m_request.body) {
                if (const int fd = m_request.body->waitFor(); fd >= 0) co_await m_inputWatch.wait(fd);
                if (m_failure || !m_socket.is_open()) co_return;
                count = m_request.body->read(buffer);
                data = buffer.data();
                more = count > 0;
            } else {
                more = false;
            }
            request.body().data = count ? data : nullptr;
            request.body().size = count;
            request.body().more = more;
            co_await http::async_write(m_socket, serializer, into(ec));
            if (ec == http::error::need_buffer) ec = {};
            if (ec) co_return;
            m_result.bytesSent += count;
            if (m_handlers.onSent) m_handlers.onSent(m_result.bytesSent);
        }
        if (m_request.headTimeout.count() > 0 && m_result.head.status == 0)
            stopAfter(m_request.headTimeout, ErrorKind::RuntimeFailed, "The daemon did not answer in time.");
    }

    Task<> receive() {
        beast::flat_buffer buffer(4 * kBuffer);
        http::response_parser<http::buffer_body> parser;
        parser.body_limit(boost::none);
        parser.header_limit(2 * kBuffer);
        auto onChunk = [this](std::uint64_t size, beast::string_view, error_code&) {
            if (size > 0) ++m_result.chunks;
        };
        parser.on_chunk_header(onChunk);
        error_code ec;
        co_await http::async_read_header(m_socket, buffer, parser, into(ec));
        if (m_failure) co_return;
        if (ec)
            throw Error(ErrorKind::Unreachable,
                        "The daemon closed the connection without an answer: " + ec.message() + ".",
                        "Try again; see daemon.log in the data folder.");
        m_timer.cancel();
        m_result.head.status = parser.get().result_int();
        for (const auto& field : parser.get())
            m_result.head.headers.emplace_back(field.name_string(), field.value());
        if (m_handlers.onHead) m_handlers.onHead(m_result.head);
        std::vector<char> bytes(kBuffer);
        while (!parser.is_done()) {
            parser.get().body().data = bytes.data();
            parser.get().body().size = bytes.size();
            co_await http::async_read_some(m_socket, buffer, parser, into(ec));
            if (ec == http::error::need_buffer) ec = {};
            deliver({bytes.data(), bytes.size() - parser.get().body().size});
            if (m_failure || ec) break;
        }
        m_result.complete = parser.is_done() && !ec;
        if (m_result.chunks == 0 && m_result.bytesReceived > 0) m_result.chunks = 1;
    }

    void deliver(std::string_view bytes) {
        if (bytes.empty() || m_failure) return;
        if (m_result.bytesReceived == 0) m_result.firstByteMs = elapsedMs();
        m_result.bytesReceived += bytes.size();
        if (m_handlers.onBody) m_handlers.onBody(bytes);
    }

    const Endpoint& m_endpoint;
    const Request& m_request;
    const ExchangeHandlers& m_handlers;
    const CancelToken* m_cancel;
    asio::io_context m_io;
    asio::ip::tcp::socket m_socket;
    asio::steady_timer m_timer;
    Readable m_cancelWatch;
    Readable m_inputWatch;
    Clock::time_point m_start = Clock::now();
    std::exception_ptr m_failure;
    ExchangeResult m_result;
};

} // namespace

ExchangeResult exchange(const Endpoint& endpoint, const Request& request, const ExchangeHandlers& handlers,
                        const CancelToken* cancel) {
    return Exchange(endpoint, request, handlers, cancel).run();
}

} // namespace agentarium::client
