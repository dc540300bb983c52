// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/signal.h"
#include "core/egress/stream_end.h"

#include <boost/asio/write.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <vector>

namespace agentarium::egress {

inline constexpr std::size_t kSpliceBuffer = 32 * 1024;

/// Passes bytes on until `from` ends, then ends sending on `to`. What is not taken is not read.
template <class From, class To>
Task<void> pump(From& from, To& to, std::uint64_t& count) {
    std::vector<char> buffer(kSpliceBuffer);
    for (;;) {
        boost::system::error_code ec;
        const std::size_t n = co_await from.async_read_some(asio::buffer(buffer),
                                                            asio::redirect_error(asio::use_awaitable, ec));
        if (n > 0) {
            co_await asio::async_write(to, asio::buffer(buffer.data(), n), asio::use_awaitable);
            count += n;
        }
        if (ec == asio::error::eof) break;
        if (ec) throw boost::system::system_error(ec);
    }
    endSending(to);
}

/// Coroutines that belong together: each runs by itself, the first failure calls `abort`, and join() waits
/// for all.
class Together {
public:
    Together(asio::any_io_executor executor, std::function<void()> abort)
        : m_executor(executor), m_ended(executor), m_abort(std::move(abort)) {}

    /// `owner` keeps alive what the coroutine uses.
    void add(Task<void> task, std::shared_ptr<void> owner) {
        ++m_open;
        asio::co_spawn(m_executor, std::move(task),
                       [this, owner = std::move(owner)](std::exception_ptr error) {
                           --m_open;
                           if (error && !m_failure) {
                               m_failure = error;
                               m_abort();
                           }
                           m_ended.notifyAll();
                       });
    }

    /// Waits for all of them; throws the first failure.
    Task<void> join() {
        while (m_open > 0)
            co_await m_ended.wait(std::chrono::hours(1));
        if (m_failure) std::rethrow_exception(m_failure);
    }
    /// Waits at most `limit`; false when some still run.
    Task<bool> join(std::chrono::milliseconds limit) {
        if (m_open > 0) co_await m_ended.wait(limit);
        co_return m_open == 0;
    }

private:
    asio::any_io_executor m_executor;
    Signal m_ended;
    std::function<void()> m_abort;
    int m_open = 0;
    std::exception_ptr m_failure;
};

} // namespace agentarium::egress
