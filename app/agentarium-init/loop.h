// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentarium-init/fd.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <sys/epoll.h>
#include <unordered_map>
#include <vector>

namespace agentarium::init {

/// The one event loop: descriptors, timers, and work put off until the current event is done. It sleeps while
/// nothing happens.
class Loop {
public:
    using OnReady = std::function<void(std::uint32_t events)>;
    using Work = std::function<void()>;
    using Timer = std::uint64_t; ///< 0 is no timer

    Loop();
    /// Watches both directions, edge-triggered: the handler goes on until EAGAIN or comes back by post().
    /// Level-triggered watching of a port whose host is away would never sleep (POLLHUP).
    void watch(int fd, OnReady handler, std::uint32_t events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
    /// Call before the descriptor is closed.
    void forget(int fd);
    Timer after(std::chrono::milliseconds delay, Work work);
    void cancel(Timer timer);
    void post(Work work) { m_posted.push_back(std::move(work)); }
    [[noreturn]] void run();

private:
    struct Watch {
        std::uint32_t serial = 0;
        std::shared_ptr<OnReady> handler;
    };
    using Key = std::pair<std::int64_t, Timer>; // due time, number

    void runPosted();
    void runTimers();
    int sleepMs() const;

    Fd m_epoll;
    std::unordered_map<int, Watch> m_watches;
    std::map<Key, Work> m_timers;
    std::unordered_map<Timer, std::int64_t> m_due;
    std::vector<Work> m_posted;
    std::uint32_t m_serial = 0;
    Timer m_lastTimer = 0;
};

} // namespace agentarium::init
