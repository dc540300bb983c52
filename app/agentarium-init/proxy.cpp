// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/proxy.h"

#include "app/agentarium-init/console.h"
#include "app/agentarium-init/socket_tunnel.h"
#include "core/wire/ports.h"

#include <memory>
#include <netinet/in.h>
#include <string_view>
#include <sys/socket.h>

namespace agentarium::init {

namespace {

constexpr std::string_view kNoLink =
    "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/plain\r\nContent-Length: 68\r\n"
    "Connection: close\r\n\r\n"
    "The runtime on the host is not connected: nothing can be reached.  \n";

} // namespace

Proxy::Proxy(Loop& loop, Link& link)
    : m_loop(loop)
    , m_link(link)
    , m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(wire::kProxyPort);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(m_listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (::bind(m_listener.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) ||
        ::listen(m_listener.get(), 256))
        fatal(withErrno("the proxy cannot listen"));
    m_loop.watch(m_listener.get(), [this](std::uint32_t) { acceptAll(); });
}

void Proxy::acceptAll() {
    for (;;) {
        Fd socket(::accept4(m_listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (!socket) return;
        auto shared = std::make_shared<Fd>(std::move(socket));
        const bool up = m_link.open("proxy", [&](Channel channel) {
            return SocketTunnel::adopt(m_loop, channel, std::move(*shared));
        });
        if (!up) refuse(std::move(*shared));
    }
}

void Proxy::refuse(Fd socket) {
    // The client reads the sentence only when its request is taken first: closing on unread bytes resets.
    auto shared = std::make_shared<Fd>(std::move(socket));
    const int fd = shared->get();
    auto told = std::make_shared<bool>(false);
    const auto timer = m_loop.after(std::chrono::seconds(5), [this, shared, fd] {
        m_loop.forget(fd);
        shared->reset();
    });
    m_loop.watch(fd, [this, shared, told, timer, fd](std::uint32_t) {
        char buffer[4096];
        ssize_t n = 0;
        while ((n = ::recv(fd, buffer, sizeof buffer, 0)) > 0) {
            if (std::exchange(*told, true)) continue;
            ::send(fd, kNoLink.data(), kNoLink.size(), MSG_NOSIGNAL);
            ::shutdown(fd, SHUT_WR);
        }
        if (n < 0 && errno == EAGAIN) return;
        m_loop.cancel(timer);
        m_loop.forget(fd);
    });
}

} // namespace agentarium::init
