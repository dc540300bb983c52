// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/async.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>

#include <fcntl.h>
#include <functional>
#include <unistd.h>

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
    /// A duplicate, because Asio closes what it is given; the owner's flags are not touched by waiting.
    bool open(int fd) {
        if (m_stopped) return false;
        if (m_descriptor.is_open()) return true;
        boost::system::error_code ec;
        const int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
        if (copy < 0) return false;
        m_descriptor.assign(copy, ec);
        if (ec) ::close(copy);
        return !ec;
    }

    asio::posix::stream_descriptor m_descriptor;
    bool m_stopped = false;
};

} // namespace agentarium::client
