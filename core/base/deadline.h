// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <memory>

namespace agentarium {

/// Calls `expired` once after `limit`, unless destroyed before: `Deadline guard(ex, 5s, [&] {
/// stream.cancel(); });`.
class Deadline {
public:
    Deadline(const boost::asio::any_io_executor& executor, std::chrono::milliseconds limit,
             std::function<void()> expired)
        : m_timer(executor, limit), m_done(std::make_shared<bool>(false)) {
        m_timer.async_wait([done = m_done, expired = std::move(expired)](boost::system::error_code ec) {
            if (ec || *done) return;
            *done = true;
            expired();
        });
    }
    ~Deadline() {
        // A wait that has already fired may still be queued: the flag keeps it from calling back.
        *m_done = true;
        m_timer.cancel();
    }
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;

private:
    boost::asio::steady_timer m_timer;
    std::shared_ptr<bool> m_done;
};

} // namespace agentarium
