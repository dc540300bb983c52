// SPDX-License-Identifier: Apache-2.0
#include "core/invocations/agent_exchange.h"

#include "core/contract/error.h"
#include "core/contract/limits.h"

#include <boost/asio/detached.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http.hpp>
#include <boost/lexical_cast.hpp>
#include <fmt/format.h>

#include <limits>

namespace agentarium::invocations {

namespace http = boost::beast::http;
using namespace std::chrono_literals;

namespace {
constexpr std::size_t kBodyBuffer = 256 * 1024;
/// Beast reads as much as its buffer has room for, and that is little unless it is told.
constexpr std::size_t kAnswerBuffer = 64 * 1024;
} // namespace

AgentExchange::AgentExchange(guest::Tunnel tunnel, RequestRecord& record)
    : m_tunnel(std::move(tunnel)), m_record(record), m_bodyEnded(m_tunnel.get_executor()) {
    newParser();
}

void AgentExchange::newParser() {
    m_parser.emplace();
    m_parser->body_limit(boost::none);
    m_parser->header_limit(64 * 1024);
}

void AgentExchange::send(const std::string& path, int port, const InvocationRequest& request,
                         const Headers& headers, BodySource& source) {
    http::request<http::empty_body> head{http::verb::post, path, 11};
    head.set(http::field::host, fmt::format("127.0.0.1:{}", port));
    head.set(http::field::connection, "close");
    if (!request.contentType.empty()) head.set(http::field::content_type, request.contentType);
    head.set(http::field::accept, request.accept.empty() ? "*/*" : request.accept);
    for (const auto& [name, value] : headers)
        head.set(name, value);
    const bool chunked = !source.declaredSize();
    if (chunked)
        head.set(http::field::transfer_encoding, "chunked");
    else
        head.content_length(*source.declaredSize());
    m_sending = true;
    asio::co_spawn(
        m_tunnel.get_executor(),
        [self = shared_from_this(), text = boost::lexical_cast<std::string>(head.base()), &source, chunked] {
            return self->pump(text, source, chunked);
        },
        asio::detached);
}

Task<void> AgentExchange::pump(std::string head, BodySource& source, bool chunked) {
    try {
        co_await asio::async_write(m_tunnel, asio::buffer(head), asio::use_awaitable);
        std::vector<char> buffer(kBodyBuffer);
        std::uint64_t total = 0;
        while (const std::size_t n = co_await source.read(asio::buffer(buffer))) {
            total += n;
            if (total > contract::kMaxPayloadBytes)
                throw Error(
                    ErrorKind::TooLarge,
                    fmt::format("The request body is larger than {} bytes.", contract::kMaxPayloadBytes),
                    "AgentCore takes at most 100 MB: send a reference to the data instead.");
            const asio::const_buffer bytes(buffer.data(), n);
            co_await m_record.requestBytes(bytes);
            if (chunked)
                co_await asio::async_write(m_tunnel, http::make_chunk(bytes), asio::use_awaitable);
            else
                co_await asio::async_write(m_tunnel, bytes, asio::use_awaitable);
        }
        if (chunked) co_await asio::async_write(m_tunnel, http::make_chunk_last(), asio::use_awaitable);
        co_await m_record.requestComplete();
    } catch (const Error&) {
        m_bodyError = std::current_exception();
        m_tunnel.cancel();
    } catch (const std::exception&) {
        // The agent stopped reading, or the caller left: the answer's side finds out which.
    }
    m_sending = false;
    m_bodyEnded.notifyAll();
}

Task<void> AgentExchange::readHead() {
    for (;;) {
        co_await http::async_read_header(m_tunnel, m_buffer, *m_parser, asio::use_awaitable);
        if (status() >= 200) co_return;
        if (status() == 101)
            throw Error(
                ErrorKind::AgentFailed,
                "The agent answered 101 (Switching Protocols) to a request that asked for no other protocol.",
                "Answer with a status from 200 on; WebSockets are served on /ws.");
        newParser();
    }
}

unsigned AgentExchange::status() const {
    return m_parser->get().result_int();
}

Headers AgentExchange::headers() const {
    Headers headers;
    for (const auto& field : m_parser->get())
        headers.emplace_back(field.name_string(), field.value());
    return headers;
}

Task<std::size_t> AgentExchange::readSome(asio::mutable_buffer buffer) {
    m_buffer.reserve(kAnswerBuffer);
    while (!m_parser->is_done()) {
        m_parser->get().body().data = buffer.data();
        m_parser->get().body().size = buffer.size();
        boost::system::error_code ec;
        co_await http::async_read_some(m_tunnel, m_buffer, *m_parser,
                                       asio::redirect_error(asio::use_awaitable, ec));
        const std::size_t n = buffer.size() - m_parser->get().body().size;
        if (ec && ec != http::error::need_buffer) throw boost::system::system_error(ec);
        if (n > 0) co_return n;
    }
    co_return 0;
}

Task<void> AgentExchange::joinBody(BodySource& source) {
    if (!m_sending) co_return;
    // The agent has answered without reading everything; what is still on its way is of no use.
    m_tunnel.cancel();
    const bool told = co_await m_bodyEnded.wait(2s);
    if (!told && m_sending) source.abort();
    while (m_sending)
        co_await m_bodyEnded.wait(1s);
}

} // namespace agentarium::invocations
