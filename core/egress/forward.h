// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/egress/connection_log.h"
#include "core/egress/splice.h"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/write.hpp>

#include <optional>

namespace agentarium::egress {

namespace http = boost::beast::http;

inline constexpr std::uint32_t kMaxHead = 64 * 1024;

/// Passes a body on piece by piece as it comes. `onRead` and `onWritten` hear of the bytes on the wire. A
/// `to` that refuses it is left alone and the rest read away when `keepReading` is set.
template <bool IsRequest, class From, class To>
Task<void> passBody(From& from, boost::beast::flat_buffer& buffer,
                    http::parser<IsRequest, http::buffer_body>& parser, To& to,
                    http::serializer<IsRequest, http::buffer_body>& serializer,
                    http::message<IsRequest, http::buffer_body>& message, bool keepReading,
                    std::function<void(std::size_t)> onRead, std::function<void(std::size_t)> onWritten) {
    std::vector<char> piece(kSpliceBuffer);
    bool refused = false;
    while (!serializer.is_done()) {
        std::size_t n = 0;
        if (!parser.is_done()) {
            parser.get().body().data = piece.data();
            parser.get().body().size = piece.size();
            boost::system::error_code ec;
            const std::size_t read = co_await http::async_read_some(
                from, buffer, parser, asio::redirect_error(asio::use_awaitable, ec));
            if (ec && ec != http::error::need_buffer) throw boost::system::system_error(ec);
            onRead(read);
            n = piece.size() - parser.get().body().size;
        }
        if (refused && parser.is_done()) co_return;
        if (refused || (n == 0 && !parser.is_done())) continue;
        message.body().data = n > 0 ? piece.data() : nullptr;
        message.body().size = n;
        message.body().more = !parser.is_done();
        boost::system::error_code ec;
        onWritten(co_await http::async_write(to, serializer, asio::redirect_error(asio::use_awaitable, ec)));
        if (!ec || ec == http::error::need_buffer) continue;
        if (!keepReading) throw boost::system::system_error(ec);
        refused = true;
    }
}

/// One plain HTTP request through the proxy: the agent's request to the upstream, the answer back. Bodies
/// flow both ways at the same time.
template <class Stream>
class Forward : public std::enable_shared_from_this<Forward<Stream>> {
public:
    using Request = http::request_parser<http::buffer_body>;

    Forward(Stream& client, asio::ip::tcp::socket& upstream, boost::beast::flat_buffer& buffer,
            Request& request, ConnectionLog& log)
        : m_client(client)
        , m_upstream(upstream)
        , m_buffer(buffer)
        , m_request(request)
        , m_log(log)
        , m_isHead(request.get().method() == http::verb::head) {}

    Task<void> sendHead(const ProxyTarget& target) {
        const bool expects = m_request.get()[http::field::expect] == "100-continue";
        m_out.base() = m_request.get().base();
        const bool chunked = m_request.chunked();
        removeHopByHop(m_out.base());
        m_out.erase(http::field::expect);
        m_out.target(target.path);
        m_out.version(11);
        m_out.set(http::field::host, target.port == 80
                                         ? target.authority().substr(0, target.authority().rfind(':'))
                                         : target.authority());
        m_out.set(http::field::connection, "close");
        if (chunked) m_out.chunked(true);
        m_out.body().data = nullptr;
        m_out.body().more = !m_request.is_done();
        m_log.bytesOut += co_await http::async_write_header(m_upstream, m_outSerializer, asio::use_awaitable);
        if (!expects || m_request.is_done()) co_return;
        static constexpr std::string_view go = "HTTP/1.1 100 Continue\r\n\r\n";
        co_await asio::async_write(m_client, asio::buffer(go), asio::use_awaitable);
    }

    /// An upstream may answer before it has taken the body, and close: the answer counts.
    Task<void> sendBody() {
        co_await passBody<true>(
            m_client, m_buffer, m_request, m_upstream, m_outSerializer, m_out, true, [](std::size_t) {},
            [this](std::size_t n) { m_log.bytesOut += n; });
    }

    Task<void> receiveHead() {
        do {
            m_response.emplace();
            m_response->header_limit(kMaxHead);
            m_response->body_limit(boost::none);
            m_response->skip(m_isHead);
            m_log.bytesIn += co_await http::async_read_header(m_upstream, m_upstreamBuffer, *m_response,
                                                              asio::use_awaitable);
            // 1xx are about this hop; the final answer follows.
        } while (m_response->get().result_int() / 100 == 1 && m_response->get().result_int() != 101);
    }

    Task<void> passAnswer() {
        m_back.base() = m_response->get().base();
        const bool chunked = m_response->chunked();
        removeHopByHop(m_back.base());
        m_back.version(11);
        m_back.set(http::field::connection, "close");
        if (chunked && !m_isHead && m_request.get().version() >= 11) m_back.chunked(true);
        m_back.body().data = nullptr;
        m_back.body().more = !m_response->is_done();
        co_await http::async_write_header(m_client, m_backSerializer, asio::use_awaitable);
        headSent = true;
        if (m_isHead) co_return;
        co_await passBody<false>(
            m_upstream, m_upstreamBuffer, *m_response, m_client, m_backSerializer, m_back, false,
            [this](std::size_t n) { m_log.bytesIn += n; }, [](std::size_t) {});
    }

    bool headSent = false; ///< the agent has the answer's head: it is too late for one of ours

private:
    Stream& m_client;
    asio::ip::tcp::socket& m_upstream;
    boost::beast::flat_buffer& m_buffer;
    Request& m_request;
    ConnectionLog& m_log;
    const bool m_isHead;
    http::request<http::buffer_body> m_out;
    http::request_serializer<http::buffer_body> m_outSerializer{m_out};
    boost::beast::flat_buffer m_upstreamBuffer;
    std::optional<http::response_parser<http::buffer_body>> m_response;
    http::response<http::buffer_body> m_back;
    http::response_serializer<http::buffer_body> m_backSerializer{m_back};
};

} // namespace agentarium::egress
