// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/gateway/exchange.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <map>

namespace agentarium::gateway {

/// The Exchange over one TCP connection, HTTP/1.1 by Beast.
class HttpExchange : public Exchange {
public:
    HttpExchange(asio::ip::tcp::socket& socket, boost::beast::flat_buffer& buffer);
    ~HttpExchange() override;

    /// False when the connection ended before a request came, or what came is no HTTP: that is answered here.
    Task<bool> readHead();
    /// Reads away what is left of a body. False when the connection cannot be used again.
    Task<bool> finishRequest();
    bool upgraded() const { return m_upgraded; }

    const std::string& method() const override { return m_method; }
    const std::string& path() const override { return m_path; }
    std::string query(const std::string& name, const std::string& fallback) const override;
    std::string header(const std::string& name) const override;
    const Headers& headers() const override { return m_headers; }
    bool wantsWebSocket() const override;
    Task<nlohmann::json> json() override;
    using Exchange::reply;
    Task<void> reply(unsigned status, const nlohmann::json& json, Headers headers) override;
    bool headSent() const override { return m_headSent; }
    void watchPeer(invocations::Cancellation& cancellation) override;
    void unwatchPeer() override;
    Task<std::unique_ptr<FrameChannel>> upgrade(const Headers& headers) override;

    std::optional<std::uint64_t> declaredSize() const override;
    Task<std::size_t> read(asio::mutable_buffer buffer) override;
    void abort() override;
    Task<void> head(unsigned status, const Headers& headers) override;
    Task<void> body(asio::const_buffer bytes) override;
    Task<void> finish() override;

private:
    Task<void> sendContinue();
    bool bodyDone() const { return m_left ? *m_left == 0 : m_parser.is_done(); }
    Task<std::size_t> readPlain(asio::mutable_buffer buffer, boost::system::error_code& ec);
    Task<std::size_t> readChunked(asio::mutable_buffer buffer, boost::system::error_code& ec);
    Task<void> refuseHead(const boost::system::error_code& why);
    void waitForPeer();
    /// Ends sending, and reads away for a moment what the client still sends: a reset would take the answer
    /// from it.
    Task<void> linger();

    asio::ip::tcp::socket& m_socket;
    boost::beast::flat_buffer& m_buffer;
    boost::beast::http::request_parser<boost::beast::http::buffer_body> m_parser;
    /// Bytes of the body still to come when the head told their number; the parser knows of chunked ones.
    std::optional<std::uint64_t> m_left;
    std::string m_method;
    std::string m_path;
    std::map<std::string, std::string> m_query;
    Headers m_headers;
    bool m_headSent = false;
    bool m_bodiless = false; ///< the answer's status has no body (RFC 9112, 6.3)
    bool m_upgraded = false;
    bool m_keepAlive = true;
    bool m_garbled = false; ///< the body is no HTTP: where the next request begins cannot be known
    bool m_continueSent = false;
    /// The peer's watcher outlives a call; this tells it that the exchange is gone.
    std::shared_ptr<invocations::Cancellation*> m_watched;
};

} // namespace agentarium::gateway
