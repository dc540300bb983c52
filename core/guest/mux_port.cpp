// SPDX-License-Identifier: Apache-2.0
#include "core/guest/mux_port.h"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <utility>

namespace agentarium::guest {

using boost::system::error_code;

namespace {

constexpr std::size_t kReadSize = 256 * 1024;
constexpr const char* kEgressTarget = "proxy";

} // namespace

MuxPort::MuxPort(Socket socket, wire::Mux::Role role, std::string marker, Callbacks callbacks)
    : m_socket(std::move(socket))
    , m_role(role)
    , m_marker(std::move(marker))
    , m_callbacks(std::move(callbacks))
    , m_scanner(m_marker)
    , m_buffer(kReadSize) {}

MuxPort::~MuxPort() = default;

void MuxPort::start() {
    read();
}

void MuxPort::sendMarker() {
    m_raw.append({reinterpret_cast<const std::uint8_t*>(m_marker.data()), m_marker.size()});
    m_marked = true;
    writeSoon();
}

void MuxPort::read() {
    m_socket.async_read_some(
        asio::buffer(m_buffer), [self = shared_from_this()](error_code ec, std::size_t count) {
            if (self->m_shut) return;
            if (ec) return self->fail("the machine closed its side of the port: " + ec.message());
            if (!self->take({self->m_buffer.data(), count}))
                return self->fail("the guest's bytes are no HTTP/2");
            if (self->m_shut) return;
            self->writeSoon();
            self->read();
        });
}

bool MuxPort::take(wire::Mux::Bytes bytes) {
    if (m_mux) return m_mux->feed(bytes);
    const auto old = m_scanner.feed(bytes);
    if (!old) return true;
    m_mux = std::make_unique<wire::Mux>(m_role, *this);
    m_callbacks.marked();
    return m_mux->feed(bytes.subspan(*old));
}

void MuxPort::writeSoon() {
    if (m_writing || m_shut || std::exchange(m_writePosted, true)) return;
    asio::post(m_socket.get_executor(), [self = shared_from_this()] {
        self->m_writePosted = false;
        self->write();
    });
}

void MuxPort::write() {
    if (m_writing || m_shut) return;
    const bool raw = !m_raw.empty();
    const auto bytes = raw ? m_raw.front() : m_mux && m_marked ? m_mux->pending() : wire::Mux::Bytes{};
    if (bytes.empty()) return;
    m_writing = true;
    m_socket.async_write_some(asio::buffer(bytes.data(), bytes.size()),
                              [self = shared_from_this(), raw](error_code ec, std::size_t count) {
                                  self->m_writing = false;
                                  if (self->m_shut) return;
                                  if (ec)
                                      return self->fail("writing to the machine's port failed: " +
                                                        ec.message());
                                  if (raw)
                                      self->m_raw.pop(count);
                                  else
                                      self->m_mux->wrote(count);
                                  self->write();
                              });
}

void MuxPort::fail(const std::string& reason) {
    const auto failed = m_callbacks.failed;
    shut(asio::error::connection_reset);
    failed(reason);
}

void MuxPort::shut(error_code why) {
    if (std::exchange(m_shut, true)) return;
    error_code ignored;
    m_socket.close(ignored);
    for (auto& [id, tunnel] : std::exchange(m_tunnels, {}))
        tunnel->over(why);
    for (auto& [token, handler] : std::exchange(m_pings, {}))
        asio::post(m_socket.get_executor(), [handler = handler, why] { handler(why); });
    m_callbacks = {};
}

std::shared_ptr<TunnelState> MuxPort::open(const std::string& target) {
    if (m_shut || !m_mux) return nullptr;
    const Id id = m_mux->open(target);
    auto tunnel = std::make_shared<TunnelState>(shared_from_this(), m_socket.get_executor(), id);
    m_tunnels[id] = tunnel;
    writeSoon();
    return tunnel;
}

void MuxPort::ping(PongHandler handler) {
    if (m_shut || !m_mux)
        return asio::post(m_socket.get_executor(), [handler] { handler(asio::error::connection_reset); });
    m_pings[++m_lastPing] = std::move(handler);
    m_mux->ping(m_lastPing);
    writeSoon();
}

std::size_t MuxPort::send(Id id, wire::Mux::Bytes data) {
    if (m_shut) return 0;
    writeSoon();
    return m_mux->send(id, data);
}

void MuxPort::consume(Id id, std::size_t count) {
    if (m_shut) return;
    m_mux->consume(id, count);
    writeSoon();
}

void MuxPort::finish(Id id) {
    if (m_shut) return;
    m_mux->finish(id);
    writeSoon();
}

void MuxPort::close(Id id) {
    m_tunnels.erase(id);
    if (m_shut) return;
    m_mux->close(id);
    writeSoon();
}

void MuxPort::reset(Id id) {
    m_tunnels.erase(id);
    if (m_shut) return;
    m_mux->reset(id);
    writeSoon();
}

std::shared_ptr<TunnelState> MuxPort::find(Id id) const {
    const auto it = m_tunnels.find(id);
    return it == m_tunnels.end() ? nullptr : it->second;
}

void MuxPort::opened(Id id, const std::string& target) {
    if (target != kEgressTarget || !m_callbacks.egress)
        return m_mux->refuse(id, "the host knows no service \"" + target + "\"");
    m_mux->accept(id);
    auto state = std::make_shared<TunnelState>(shared_from_this(), m_socket.get_executor(), id);
    m_tunnels[id] = state;
    // The handler may take the link down, which may not happen while the stream library is at work.
    asio::post(m_socket.get_executor(), [state, egress = m_callbacks.egress] { egress(Tunnel(state)); });
}

void MuxPort::accepted(Id id) {
    if (const auto tunnel = find(id)) tunnel->answered({}, {});
}

void MuxPort::refused(Id id, const std::string& reason) {
    const auto tunnel = find(id);
    m_tunnels.erase(id);
    if (!tunnel) return;
    tunnel->answered(asio::error::connection_refused, reason);
    tunnel->over(asio::error::connection_refused);
}

void MuxPort::received(Id id, wire::Mux::Bytes data) {
    if (const auto tunnel = find(id))
        tunnel->received(data);
    else
        m_mux->consume(id, data.size());
}

void MuxPort::ended(Id id) {
    if (const auto tunnel = find(id)) tunnel->ended();
}

void MuxPort::writable(Id id) {
    if (const auto tunnel = find(id)) tunnel->writable();
}

void MuxPort::closed(Id id, bool clean) {
    if (const auto tunnel = find(id))
        tunnel->over(clean ? error_code(asio::error::eof) : error_code(asio::error::connection_reset));
}

void MuxPort::pong(std::uint64_t token) {
    const auto node = m_pings.extract(token);
    if (node) asio::post(m_socket.get_executor(), [handler = node.mapped()] { handler({}); });
}

} // namespace agentarium::guest
