// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/async.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/system/error_code.hpp>

#include <functional>
#include <memory>

namespace agentarium::guest {

class TunnelState; // one HTTP/2 stream of the link

/// One byte stream between the host and a port or service in the guest; a Beast/Asio AsyncStream, so HTTP and
/// WebSocket run over it unchanged. Flow-controlled both ways: at most 1 MB waits in memory each way.
/// Destroying it ends the stream. Errors: asio::error::eof at the peer's end, asio::error::connection_reset
/// when the link or the stream is lost, asio::error::operation_aborted after cancel().
class Tunnel {
public:
    using executor_type = asio::any_io_executor;
    using Handler = std::function<void(boost::system::error_code, std::size_t)>;

    explicit Tunnel(std::shared_ptr<TunnelState> state);
    Tunnel(Tunnel&&) noexcept;
    Tunnel& operator=(Tunnel&&) noexcept;
    ~Tunnel();

    executor_type get_executor() const;

    template <class MutableBuffers, class Token>
    auto async_read_some(const MutableBuffers& buffers, Token&& token) {
        return asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, MutableBuffers target) {
                startRead(firstOf<asio::mutable_buffer>(target),
                          wrap(std::move(handler), &Tunnel::cancelRead));
            },
            token, buffers);
    }

    template <class ConstBuffers, class Token>
    auto async_write_some(const ConstBuffers& buffers, Token&& token) {
        return asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, ConstBuffers source) {
                startWrite(firstOf<asio::const_buffer>(source),
                           wrap(std::move(handler), &Tunnel::cancelWrite));
            },
            token, buffers);
    }

    /// Ends our direction (END_STREAM) after what was written; reading goes on.
    void shutdownSend();
    /// Fails what is pending with operation_aborted and resets the stream.
    void cancel();
    void close();
    bool isOpen() const;

private:
    /// The first buffer that is not empty; an empty sequence gives an empty buffer, which completes at once.
    template <class Buffer, class Buffers>
    static Buffer firstOf(const Buffers& buffers) {
        for (auto it = asio::buffer_sequence_begin(buffers); it != asio::buffer_sequence_end(buffers); ++it)
            if (Buffer(*it).size() > 0) return Buffer(*it);
        return Buffer{};
    }

    using CancelOne = void (*)(TunnelState& state);
    static void cancelRead(TunnelState& state);
    static void cancelWrite(TunnelState& state);

    /// std::function wants copies; Asio's handlers only move. An operation's cancellation slot (a deadline,
    /// the other branch of ||) fails that operation only: the tunnel goes on and no byte is lost.
    template <class H>
    Handler wrap(H handler, CancelOne cancelOne) {
        auto slot = asio::get_associated_cancellation_slot(handler);
        if (slot.is_connected())
            slot.assign([state = std::weak_ptr<TunnelState>(m_state), cancelOne](asio::cancellation_type) {
                if (auto alive = state.lock()) cancelOne(*alive);
            });
        auto shared = std::make_shared<H>(std::move(handler));
        return [shared, slot](boost::system::error_code ec, std::size_t n) mutable {
            if (slot.is_connected()) slot.clear();
            (*shared)(ec, n);
        };
    }

    /// Handlers are always called through the executor, never from inside these.
    void startRead(asio::mutable_buffer buffer, Handler handler);
    void startWrite(asio::const_buffer buffer, Handler handler);

    std::shared_ptr<TunnelState> m_state;
};

/// Beast's WebSocket asks for these two.
void teardown(boost::beast::role_type role, Tunnel& tunnel, boost::system::error_code& ec);
template <class Token>
void async_teardown(boost::beast::role_type role, Tunnel& tunnel, Token&& token) {
    boost::system::error_code ec;
    teardown(role, tunnel, ec);
    asio::post(tunnel.get_executor(), [token = std::forward<Token>(token), ec]() mutable { token(ec); });
}
void beast_close_socket(Tunnel& tunnel);

} // namespace agentarium::guest
