// SPDX-License-Identifier: Apache-2.0
#include "core/guest/tunnel_state.h"

#include "core/guest/mux_port.h"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <cstring>
#include <utility>

namespace agentarium::guest {

using boost::system::error_code;

TunnelState::TunnelState(std::shared_ptr<MuxPort> port, asio::any_io_executor executor, wire::Mux::Id id)
    : m_port(std::move(port)), m_executor(std::move(executor)), m_id(id) {}

void TunnelState::complete(Handler& handler, error_code ec, std::size_t count) {
    if (!handler) return;
    asio::post(m_executor, [handler = std::exchange(handler, nullptr), ec, count] { handler(ec, count); });
}

void TunnelState::acknowledge(std::size_t count) {
    if (const auto port = m_port.lock()) port->consume(m_id, count);
}

bool TunnelState::tryRead(const Read& read) {
    const std::size_t count = std::min(read.buffer.size(), m_in.size());
    if (count > 0) {
        std::memcpy(read.buffer.data(), m_in.front().data(), count);
        m_in.pop(count);
        acknowledge(count);
    } else if (m_error) {
        complete(m_read.handler, m_error, 0);
        return true;
    }
    if (count == 0 && read.buffer.size() > 0) return false;
    complete(m_read.handler, {}, count);
    return true;
}

void TunnelState::startRead(asio::mutable_buffer buffer, Handler handler) {
    m_read = {buffer, std::move(handler)};
    if (m_closed) return complete(m_read.handler, asio::error::operation_aborted, 0);
    tryRead(m_read);
}

bool TunnelState::tryWrite(const Write& write) {
    const auto port = m_port.lock();
    if (m_sendError || !port) {
        complete(m_write.handler, m_sendError ? m_sendError : error_code(asio::error::connection_reset), 0);
        return true;
    }
    const auto* data = static_cast<const std::uint8_t*>(write.buffer.data());
    const std::size_t count = port->send(m_id, {data, write.buffer.size()});
    if (count == 0 && write.buffer.size() > 0) return false;
    complete(m_write.handler, {}, count);
    return true;
}

void TunnelState::startWrite(asio::const_buffer buffer, Handler handler) {
    m_write = {buffer, std::move(handler)};
    if (m_closed) return complete(m_write.handler, asio::error::operation_aborted, 0);
    tryWrite(m_write);
}

void TunnelState::cancelRead() {
    complete(m_read.handler, asio::error::operation_aborted, 0);
}
void TunnelState::cancelWrite() {
    complete(m_write.handler, asio::error::operation_aborted, 0);
}

void TunnelState::finish() {
    if (m_closed || m_sendError) return;
    m_sendError = asio::error::shut_down;
    if (const auto port = m_port.lock()) port->finish(m_id);
}

void TunnelState::abandon() {
    m_closed = true;
    m_in.clear();
    cancelRead();
    cancelWrite();
    answered(asio::error::operation_aborted, {});
}

void TunnelState::close() {
    if (m_closed) return;
    abandon();
    if (const auto port = m_port.lock()) port->close(m_id);
}

void TunnelState::reset() {
    if (m_closed) return;
    abandon();
    if (const auto port = m_port.lock()) port->reset(m_id);
}

void TunnelState::answered(error_code ec, std::string reason) {
    if (!m_open) return;
    asio::post(m_executor, [handler = std::exchange(m_open, nullptr), ec, reason = std::move(reason)] {
        handler(ec, reason);
    });
}

void TunnelState::received(wire::Mux::Bytes data) {
    m_in.append(data);
    if (m_read.handler) tryRead(m_read);
}

void TunnelState::ended() {
    if (!m_error) m_error = asio::error::eof;
    if (m_read.handler) tryRead(m_read);
}

void TunnelState::writable() {
    if (m_write.handler) tryWrite(m_write);
}

void TunnelState::over(error_code ec) {
    if (!m_error) m_error = ec;
    if (!m_sendError) m_sendError = ec == asio::error::eof ? error_code(asio::error::broken_pipe) : ec;
    answered(ec, "the stream was reset");
    if (m_read.handler) tryRead(m_read);
    if (m_write.handler) tryWrite(m_write);
}

} // namespace agentarium::guest
