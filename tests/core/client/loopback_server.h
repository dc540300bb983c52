// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <netinet/in.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

/// A server on loopback that hands each connection, one after the other, to `serve` on a thread of its own.
class LoopbackServer {
public:
    explicit LoopbackServer(std::function<void(int fd, int number)> serve) {
        m_listener = socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (bind(m_listener, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
            listen(m_listener, 8) != 0 ||
            getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size) != 0)
            throw std::runtime_error("no loopback socket");
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this, serve = std::move(serve)] {
            for (int number = 1;; ++number) {
                const int fd = accept(m_listener, nullptr, nullptr);
                if (fd < 0) return;
                serve(fd, number);
                close(fd);
            }
        });
    }

    ~LoopbackServer() {
        shutdown(m_listener, SHUT_RDWR);
        m_thread.join();
        close(m_listener);
    }

    int port() const { return m_port; }

    /// Reads up to and including the empty line; what came behind it is in `rest`.
    static std::string readHead(int fd, std::string* rest = nullptr) {
        std::string text;
        char buffer[4096];
        std::size_t end = std::string::npos;
        while ((end = text.find("\r\n\r\n")) == std::string::npos) {
            const ssize_t count = read(fd, buffer, sizeof buffer);
            if (count <= 0) return text;
            text.append(buffer, static_cast<std::size_t>(count));
        }
        if (rest) *rest = text.substr(end + 4);
        return text.substr(0, end + 4);
    }

    static void write(int fd, const std::string& text) {
        [[maybe_unused]] const auto sent = send(fd, text.data(), text.size(), MSG_NOSIGNAL);
    }

private:
    int m_listener = -1;
    int m_port = 0;
    std::thread m_thread;
};
