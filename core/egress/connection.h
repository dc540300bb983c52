// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/deadline.h"
#include "core/contract/egress_policy.h"
#include "core/egress/forward.h"
#include "core/egress/upstream.h"

#include <boost/beast/http/string_body.hpp>

namespace agentarium::egress {

/// One connection of the agent to the proxy, whatever stream it comes on.
class AnyConnection {
public:
    virtual ~AnyConnection() = default;
    virtual Task<void> run() = 0;
    /// Ends it at once and says so; nothing is told of it afterwards.
    virtual void end(const std::string& why) = 0;
};

/// What all connections of one session share.
struct ProxySettings {
    contract::EgressPolicy policy;
    std::shared_ptr<EventSink> sink;
    ProxyTimes times;
};

template <class Stream>
class Connection : public AnyConnection, public std::enable_shared_from_this<Connection<Stream>> {
public:
    Connection(Stream stream, ProxySettings settings)
        : m_client(std::move(stream))
        , m_upstream(m_client.get_executor())
        , m_settings(std::move(settings))
        , m_log(m_settings.sink) {
        m_request.header_limit(kMaxHead);
        m_request.body_limit(boost::none);
    }

    Task<void> run() override {
        const auto self = this->shared_from_this();
        std::optional<ProxyFailure> failure;
        std::string error;
        try {
            co_await serve();
        } catch (const ProxyFailure& why) {
            failure = why;
            error = why.what();
        } catch (const boost::system::system_error& why) {
            error = "The connection broke off: " + why.code().message() + ".";
        } catch (const std::exception& why) {
            error = why.what();
        }
        // A connection that went well was ended when both sides had.
        m_log.closed(error);
        if (failure) co_await answer(*failure);
        if (m_answered) co_await readAway();
        abortStream(m_upstream);
        abortStream(m_client);
    }

    void end(const std::string& why) override {
        m_ended = true;
        m_log.closed(why);
        abortStream(m_upstream);
        abortStream(m_client);
    }

private:
    /// False when the agent closed without asking for anything.
    Task<bool> readHead() {
        bool late = false;
        boost::system::error_code ec;
        {
            const Deadline deadline(m_client.get_executor(), m_settings.times.head, [&] {
                late = true;
                abortStream(m_client);
            });
            co_await http::async_read_header(m_client, m_buffer, m_request,
                                             asio::redirect_error(asio::use_awaitable, ec));
        }
        if (late || ec == http::error::end_of_stream || ec == asio::error::operation_aborted) co_return false;
        if (ec.category() == http::make_error_code(http::error::bad_method).category())
            throw ProxyFailure(400, "The proxy cannot read this request: " + ec.message() + ".");
        if (ec) throw boost::system::system_error(ec);
        co_return true;
    }

    Task<void> serve() {
        if (!co_await readHead()) co_return;
        const ProxyTarget target = targetOf(m_request.get().method(), std::string(m_request.get().target()));
        auto decision = m_settings.policy.decideName(target.host, target.port);
        if (decision.allowed) {
            std::vector<std::string> addresses;
            std::optional<ProxyFailure> unresolved;
            try {
                addresses = co_await resolveHost(target.host, m_settings.times.connect);
            } catch (const ProxyFailure& failure) {
                unresolved = failure;
            }
            if (unresolved) {
                m_log.allowed(target);
                throw *unresolved;
            }
            // A socket that was closed meanwhile would be opened again by connecting it.
            if (m_ended) throw boost::system::system_error(asio::error::operation_aborted);
            decision = m_settings.policy.decide(target.host, target.port, addresses);
        }
        if (!decision.allowed) {
            m_log.refused(target, decision.reason);
            throw ProxyFailure(403, decision.reason);
        }
        m_log.allowed(target);
        co_await connectTo(m_upstream, target, decision.addresses, m_settings.times.connect);
        m_log.connected();
        if (target.tunnel)
            co_await tunnel();
        else
            co_await forward(target);
    }

    Task<void> tunnel() {
        static constexpr std::string_view ready = "HTTP/1.1 200 Connection Established\r\n\r\n";
        co_await asio::async_write(m_client, asio::buffer(ready), asio::use_awaitable);
        // Bytes that came together with the request belong to the upstream.
        m_log.bytesOut += co_await asio::async_write(m_upstream, m_buffer.data(), asio::use_awaitable);
        m_buffer.consume(m_buffer.size());
        const auto self = this->shared_from_this();
        Together directions(m_client.get_executor(), [this] { abortBoth(); });
        directions.add(pump(m_client, m_upstream, m_log.bytesOut), self);
        directions.add(pump(m_upstream, m_client, m_log.bytesIn), self);
        co_await directions.join();
    }

    Task<void> forward(const ProxyTarget& target) {
        const auto self = this->shared_from_this();
        Forward<Stream> exchange(m_client, m_upstream, m_buffer, m_request, m_log);
        co_await exchange.sendHead(target);
        Together body(m_client.get_executor(), [this] { abortBoth(); });
        if (!m_request.is_done()) body.add(exchange.sendBody(), self);
        std::exception_ptr failure;
        std::optional<ProxyFailure> noAnswer;
        try {
            co_await exchange.receiveHead();
            co_await exchange.passAnswer();
            endSending(m_client);
        } catch (const boost::system::system_error& error) {
            failure = std::current_exception();
            if (!exchange.headSent)
                noAnswer.emplace(502, target.authority() +
                                          " did not answer the request: " + error.code().message() + ".");
        }
        abortStream(m_upstream);
        // An agent may still be sending; the coroutine that reads it uses this frame.
        if (!co_await body.join(m_settings.times.linger)) abortStream(m_client);
        while (!co_await body.join(std::chrono::hours(1))) {
        }
        if (noAnswer) throw *noAnswer;
        if (failure) std::rethrow_exception(failure);
        m_answered = true;
    }

    Task<void> answer(const ProxyFailure& failure) {
        http::response<http::string_body> response{static_cast<http::status>(failure.status), 11};
        response.set(http::field::content_type, "text/plain; charset=utf-8");
        response.set(http::field::connection, "close");
        response.body() = std::string(failure.what()) + "\n";
        response.prepare_payload();
        boost::system::error_code ec;
        co_await http::async_write(m_client, response, asio::redirect_error(asio::use_awaitable, ec));
        if (ec) co_return;
        endSending(m_client);
        m_answered = true;
    }

    /// A stream that is closed with unread bytes is reset, and the answer lost with it.
    Task<void> readAway() {
        const Deadline deadline(m_client.get_executor(), m_settings.times.linger,
                                [this] { abortStream(m_client); });
        std::vector<char> scratch(kSpliceBuffer);
        boost::system::error_code ec;
        while (!ec)
            co_await m_client.async_read_some(asio::buffer(scratch),
                                              asio::redirect_error(asio::use_awaitable, ec));
    }

    void abortBoth() {
        abortStream(m_upstream);
        abortStream(m_client);
    }

    Stream m_client;
    asio::ip::tcp::socket m_upstream;
    ProxySettings m_settings;
    ConnectionLog m_log;
    boost::beast::flat_buffer m_buffer;
    http::request_parser<http::buffer_body> m_request;
    bool m_ended = false;
    bool m_answered = false; ///< our side of an HTTP exchange is done; the agent may not have noticed
};

} // namespace agentarium::egress
