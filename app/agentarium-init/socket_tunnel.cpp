// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/socket_tunnel.h"

#include "app/agentarium-init/console.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace agentarium::init {

namespace {

/// How long a process may take to read the last bytes of a stream that is over.
constexpr std::chrono::seconds kLinger{10};

std::array<std::uint8_t, 128 * 1024> buffer; // one thread

} // namespace

ServicePtr SocketTunnel::connect(Loop& loop, Channel channel, std::uint16_t port) {
    Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) &&
        errno != EINPROGRESS) {
        // The stream is refused and its service with it: an empty tunnel never accepts.
        channel.refuse("127.0.0.1:" + std::to_string(port) + " in the guest: " + std::strerror(errno));
        socket.reset();
    }
    return ServicePtr(new SocketTunnel(loop, channel, std::move(socket), State::Connecting));
}

ServicePtr SocketTunnel::adopt(Loop& loop, Channel channel, Fd socket) {
    return ServicePtr(new SocketTunnel(loop, channel, std::move(socket), State::Waiting));
}

SocketTunnel::SocketTunnel(Loop& loop, Channel channel, Fd socket, State state)
    : Service(channel), m_loop(loop), m_socket(std::move(socket)), m_state(state) {
    if (!m_socket) return;
    const int on = 1;
    ::setsockopt(m_socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    m_loop.watch(m_socket.get(), [this](std::uint32_t events) { ready(events); });
}

SocketTunnel::~SocketTunnel() {
    *m_alive = false;
    if (!m_socket) return;
    m_loop.forget(m_socket.get());
    if (m_toSocket.empty() && m_shut) return;
    // The process learns at once that nobody is there, also when it only writes.
    const linger now{1, 0};
    ::setsockopt(m_socket.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

void SocketTunnel::ready(std::uint32_t events) {
    if (m_state == State::Connecting && events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) connected();
    if (m_state != State::Open) return;
    if (events & EPOLLOUT) writeSocket();
    if (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) readSocket();
}

void SocketTunnel::connected() {
    int error = 0;
    socklen_t length = sizeof error;
    ::getsockopt(m_socket.get(), SOL_SOCKET, SO_ERROR, &error, &length);
    if (error) return m_channel.refuse(std::string("the connection in the guest: ") + std::strerror(error));
    m_state = State::Open;
    m_channel.accept();
}

void SocketTunnel::accepted() {
    m_state = State::Open;
    readSocket();
}

void SocketTunnel::received(Bytes data) {
    if (m_discard) return m_channel.consume(data.size());
    if (m_toSocket.empty() && m_state == State::Open) {
        // Straight on: what the socket takes is not copied. Its errors are writeSocket's.
        const ssize_t n = ::send(m_socket.get(), data.data(), data.size(), MSG_NOSIGNAL);
        const std::size_t taken = n < 0 ? 0 : static_cast<std::size_t>(n);
        m_channel.consume(taken);
        data = data.subspan(taken);
        if (data.empty()) return;
    }
    m_toSocket.append(data);
    writeSoon();
}

void SocketTunnel::ended() {
    m_hostEnded = true;
    writeSoon();
}

void SocketTunnel::writeSoon() {
    if (std::exchange(m_writePosted, true)) return;
    m_loop.post([this, alive = m_alive] {
        if (!*alive) return;
        m_writePosted = false;
        writeSocket();
    });
}

void SocketTunnel::writeSocket() {
    if (m_state != State::Open) return;
    while (!m_toSocket.empty()) {
        const auto bytes = m_toSocket.front();
        const ssize_t n = ::send(m_socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN) return;
        // It closed without reading all: its answer may still be on the way, so only this direction is over.
        if (n < 0) m_discard = true;
        const std::size_t taken = n < 0 ? bytes.size() : static_cast<std::size_t>(n);
        m_toSocket.pop(taken);
        m_channel.consume(taken);
    }
    if (m_hostEnded && !std::exchange(m_shut, true)) ::shutdown(m_socket.get(), SHUT_WR);
    if (m_orphan) m_channel.close();
}

void SocketTunnel::readSocket() {
    if (m_state != State::Open || m_socketEnded || m_orphan) return;
    for (;;) {
        const std::size_t room = std::min(m_channel.room(), buffer.size());
        if (room == 0) return;
        const ssize_t n = ::recv(m_socket.get(), buffer.data(), room, 0);
        if (n < 0 && errno == EAGAIN) return;
        if (n < 0) return m_channel.reset();
        if (n == 0) {
            m_socketEnded = true;
            return m_channel.finish();
        }
        m_channel.send({buffer.data(), static_cast<std::size_t>(n)});
    }
}

bool SocketTunnel::closed(bool clean) {
    if (!clean || m_toSocket.empty() || m_state != State::Open) return true;
    m_orphan = m_hostEnded = true;
    m_loop.after(kLinger, [this, alive = m_alive] {
        if (*alive) m_channel.close();
    });
    return false;
}

} // namespace agentarium::init
