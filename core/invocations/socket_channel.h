// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/signal.h"
#include "core/contract/limits.h"
#include "core/invocations/exchange.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>

namespace agentarium::invocations {

/// A FrameChannel over any Beast WebSocket stream. `abortStream` ends the transport under it.
template <class Stream, class Abort>
class SocketChannel : public FrameChannel {
public:
    SocketChannel(boost::beast::websocket::stream<Stream> socket, Abort abortStream)
        : m_socket(std::move(socket)), m_abort(std::move(abortStream)), m_writable(m_socket.get_executor()) {
        m_socket.read_message_max(kMaxMessage);
    }

    Task<Frame> read() override {
        boost::beast::flat_buffer buffer;
        boost::system::error_code ec;
        co_await m_socket.async_read(buffer, asio::redirect_error(asio::use_awaitable, ec));
        Frame frame;
        if (ec) {
            frame.opcode = Frame::Opcode::Close;
            frame.closeCode = m_socket.reason().code ? m_socket.reason().code : 1006;
            frame.data = std::string(m_socket.reason().reason.data(), m_socket.reason().reason.size());
            if (ec == boost::beast::websocket::error::message_too_big) frame.closeCode = 1009;
            co_return frame;
        }
        frame.opcode = m_socket.got_text() ? Frame::Opcode::Text : Frame::Opcode::Binary;
        frame.data = boost::beast::buffers_to_string(buffer.data());
        co_return frame;
    }

    Task<void> write(Frame frame) override {
        // One write at a time: a limit's close may come while a frame of the other direction is being
        // written.
        while (m_writing)
            co_await m_writable.wait(std::chrono::seconds(60));
        const Turn turn(*this);
        boost::system::error_code ec;
        if (frame.opcode == Frame::Opcode::Close) {
            // 1005 and 1006 say that there was no code; they may not be sent (RFC 6455, 7.4.1).
            const unsigned code = frame.closeCode == 1005 || frame.closeCode == 1006 ? 1001 : frame.closeCode;
            boost::beast::websocket::close_reason reason(
                static_cast<boost::beast::websocket::close_code>(code));
            reason.reason = frame.data.substr(0, 120);
            co_await m_socket.async_close(reason, asio::redirect_error(asio::use_awaitable, ec));
            co_return;
        }
        m_socket.text(frame.opcode == Frame::Opcode::Text);
        co_await m_socket.async_write(asio::buffer(frame.data),
                                      asio::redirect_error(asio::use_awaitable, ec));
        if (ec) throw boost::system::system_error(ec);
    }

    void abort() override { m_abort(m_socket); }

private:
    struct Turn {
        explicit Turn(SocketChannel& channel) : m_channel(channel) { m_channel.m_writing = true; }
        ~Turn() {
            m_channel.m_writing = false;
            m_channel.m_writable.notifyAll();
        }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        SocketChannel& m_channel;
    };

    /// Several frames of 64 KB (contract 2.9) may make one message.
    static constexpr std::size_t kMaxMessage = 16 * contract::kMaxFrameBytes;
    boost::beast::websocket::stream<Stream> m_socket;
    Abort m_abort;
    Signal m_writable;
    bool m_writing = false;
};

} // namespace agentarium::invocations
