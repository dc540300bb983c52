// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/jobs/registry.h"

#include <boost/asio/steady_timer.hpp>

#include <set>

namespace agentarium::jobs {

/// Gathers changes told from any thread and passes them on on the Asio thread, at most 30 times a second.
class JobRegistry::Notifier : public std::enable_shared_from_this<Notifier> {
public:
    explicit Notifier(boost::asio::io_context& io) : m_io(io), m_timer(io) {}

    void setHandler(std::function<void(const std::string& id)> handler) { m_handler = std::move(handler); }
    /// From any thread.
    void changed(const std::string& id);
    /// Nothing is told after this. On the Asio thread.
    void close() {
        m_handler = {};
        m_timer.cancel();
    }

private:
    void schedule();
    void tell();

    boost::asio::io_context& m_io;
    boost::asio::steady_timer m_timer;
    std::chrono::steady_clock::time_point m_toldAt{};
    std::function<void(const std::string& id)> m_handler;
    std::mutex m_mutex;
    std::set<std::string> m_dirty;
    bool m_scheduled = false;
};

} // namespace agentarium::jobs
