// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/loop.h"

#include "app/agentarium-init/clock.h"
#include "app/agentarium-init/console.h"

#include <algorithm>
#include <array>

namespace agentarium::init {

Loop::Loop() : m_epoll(::epoll_create1(EPOLL_CLOEXEC)) {}

void Loop::watch(int fd, OnReady handler, std::uint32_t events) {
    // An event already fetched for an earlier owner of the same number carries an old serial and is ignored.
    const std::uint32_t serial = ++m_serial;
    m_watches[fd] = {serial, std::make_shared<OnReady>(std::move(handler))};
    epoll_event event{};
    event.events = events;
    event.data.u64 = (std::uint64_t{serial} << 32) | static_cast<std::uint32_t>(fd);
    if (::epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, fd, &event)) say(withErrno("cannot watch a descriptor"));
}

void Loop::forget(int fd) {
    if (m_watches.erase(fd)) ::epoll_ctl(m_epoll.get(), EPOLL_CTL_DEL, fd, nullptr);
}

Loop::Timer Loop::after(std::chrono::milliseconds delay, Work work) {
    const std::int64_t due = nowNs() + std::chrono::nanoseconds(delay).count();
    const Timer timer = ++m_lastTimer;
    m_timers.emplace(Key{due, timer}, std::move(work));
    m_due[timer] = due;
    return timer;
}

void Loop::cancel(Timer timer) {
    const auto it = m_due.find(timer);
    if (it == m_due.end()) return;
    m_timers.erase({it->second, timer});
    m_due.erase(it);
}

void Loop::runPosted() {
    auto posted = std::exchange(m_posted, {});
    for (Work& work : posted)
        work();
}

void Loop::runTimers() {
    const std::int64_t now = nowNs();
    while (!m_timers.empty() && m_timers.begin()->first.first <= now) {
        auto node = m_timers.extract(m_timers.begin());
        m_due.erase(node.key().second);
        node.mapped()();
    }
}

int Loop::sleepMs() const {
    if (!m_posted.empty()) return 0;
    if (m_timers.empty()) return -1;
    const std::int64_t left = m_timers.begin()->first.first - nowNs();
    return static_cast<int>(std::clamp<std::int64_t>((left + 999'999) / 1'000'000, 0, 3'600'000));
}

void Loop::run() {
    std::array<epoll_event, 64> events;
    for (;;) {
        const int count =
            ::epoll_wait(m_epoll.get(), events.data(), static_cast<int>(events.size()), sleepMs());
        for (int i = 0; i < count; ++i) {
            const epoll_event& event = events[static_cast<std::size_t>(i)];
            const auto it = m_watches.find(static_cast<int>(event.data.u64 & 0xffffffff));
            if (it == m_watches.end() || it->second.serial != event.data.u64 >> 32) continue;
            const auto handler = it->second.handler; // it may forget itself
            (*handler)(event.events);
        }
        runPosted();
        runTimers();
    }
}

} // namespace agentarium::init
