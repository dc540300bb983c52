// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/async.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>

#include <functional>
#include <unistd.h>
#ifdef __APPLE__
#include <sys/event.h>
#else
#include <sys/epoll.h>
#endif

namespace agentarium::client {

/// Waits until a descriptor that belongs to somebody else can be read.
class Readable {
public:
    explicit Readable(asio::io_context& io) : m_descriptor(io) {}

    /// Calls `ready` once, unless stopped before.
    void watch(int fd, std::function<void()> ready) {
        if (!open(fd)) return;
        m_descriptor.async_wait(asio::posix::descriptor_base::wait_read,
                                [ready = std::move(ready)](boost::system::error_code ec) {
                                    if (!ec) ready();
                                });
    }

    /// Returns at once for what cannot be waited for, like an ordinary file, and when stopped.
    Task<> wait(int fd) {
        if (!open(fd)) co_return;
        boost::system::error_code ec;
        co_await m_descriptor.async_wait(asio::posix::descriptor_base::wait_read,
                                         asio::redirect_error(asio::use_awaitable, ec));
    }

    void stop() {
        boost::system::error_code ignored;
        m_descriptor.close(ignored);
        m_stopped = true;
    }

private:
    bool open(int fd) {
        if (m_stopped) return false;
        if (m_descriptor.is_open()) return true;
        boost::system::error_code ec;
        const int watcher = watcherOf(fd);
        if (watcher < 0) return false;
        m_descriptor.assign(watcher, ec);
        if (ec) ::close(watcher);
        return !ec;
    }

    /// A descriptor that is readable whenever `fd` is. Asio makes what it is given non-blocking, and for a
    /// terminal that would reach standard output and the shell as well, so Asio never sees `fd` itself.
    static int watcherOf(int fd) {
#ifdef __APPLE__
        const int watcher = kqueue();
        struct kevent event;
        EV_SET(&event, fd, EVFILT_READ, EV_ADD, 0, 0, nullptr);
        const bool added = watcher >= 0 && kevent(watcher, &event, 1, nullptr, 0, nullptr) == 0;
#else
        const int watcher = epoll_create1(EPOLL_CLOEXEC);
        epoll_event event{};
        event.events = EPOLLIN;
        const bool added = watcher >= 0 && epoll_ctl(watcher, EPOLL_CTL_ADD, fd, &event) == 0;
#endif
        if (watcher >= 0 && !added) ::close(watcher);
        return added ? watcher : -1;
    }

    asio::posix::stream_descriptor m_descriptor;
    bool m_stopped = false;
};

} // namespace agentarium::client
