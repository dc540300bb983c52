// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/async.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <set>

namespace agentarium {

/// A condition several coroutines of one thread may wait for. Whoever waits checks its own condition in a
/// loop.
class Signal {
public:
    explicit Signal(asio::any_io_executor executor) : m_executor(std::move(executor)) {}
    Signal(const Signal&) = delete;
    Signal& operator=(const Signal&) = delete;

    void notifyAll() {
        for (asio::steady_timer* timer : m_waiters)
            timer->cancel();
    }

    /// True when notified, false when `limit` passed first.
    Task<bool> wait(std::chrono::milliseconds limit) {
        asio::steady_timer timer(m_executor, limit);
        m_waiters.insert(&timer);
        struct Leave {
            std::set<asio::steady_timer*>& waiters;
            asio::steady_timer* timer;
            ~Leave() { waiters.erase(timer); }
        } leave{m_waiters, &timer};
        boost::system::error_code ec;
        co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ec));
        co_return ec == asio::error::operation_aborted;
    }

private:
    asio::any_io_executor m_executor;
    std::set<asio::steady_timer*> m_waiters;
};

} // namespace agentarium
