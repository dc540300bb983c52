// SPDX-License-Identifier: Apache-2.0
#include "core/guest/tunnel.h"

#include "core/guest/tunnel_state.h"

#include <utility>

namespace agentarium::guest {

Tunnel::Tunnel(std::shared_ptr<TunnelState> state) : m_state(std::move(state)) {}
Tunnel::Tunnel(Tunnel&&) noexcept = default;

Tunnel& Tunnel::operator=(Tunnel&& other) noexcept {
    if (this != &other) {
        close();
        m_state = std::move(other.m_state);
    }
    return *this;
}

Tunnel::~Tunnel() {
    close();
}

Tunnel::executor_type Tunnel::get_executor() const {
    return m_state->executor();
}

void Tunnel::shutdownSend() {
    m_state->finish();
}
void Tunnel::cancel() {
    m_state->reset();
}

void Tunnel::close() {
    if (m_state) m_state->close();
}

bool Tunnel::isOpen() const {
    return m_state && m_state->isOpen();
}

void Tunnel::cancelRead(TunnelState& state) {
    state.cancelRead();
}
void Tunnel::cancelWrite(TunnelState& state) {
    state.cancelWrite();
}

void Tunnel::startRead(asio::mutable_buffer buffer, Handler handler) {
    m_state->startRead(buffer, std::move(handler));
}

void Tunnel::startWrite(asio::const_buffer buffer, Handler handler) {
    m_state->startWrite(buffer, std::move(handler));
}

void teardown(boost::beast::role_type, Tunnel& tunnel, boost::system::error_code& ec) {
    ec = {};
    tunnel.close();
}

void beast_close_socket(Tunnel& tunnel) {
    tunnel.close();
}

} // namespace agentarium::guest
