// SPDX-License-Identifier: Apache-2.0
#include "core/starts/warm_pool.h"

#include "core/contract/error.h"

#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace agentarium::starts {

using namespace std::chrono_literals;

namespace {

/// After a clone that could not be made.
constexpr auto kRestAfterFailure = 30s;
/// After a clone was taken: until then the processors belong to its first request.
constexpr auto kRefillAfter = 250ms;
/// Memory a clone takes, measured with hello (docs/limits.md).
constexpr std::uint64_t kCloneBytes = 128ULL * 1024 * 1024;

} // namespace

WarmPool::WarmPool(asio::io_context& io, machines::Machines& machines, Connect connect)
    : m_io(io), m_machines(machines), m_connect(std::move(connect)), m_rest(io), m_later(io) {}

void WarmPool::want(std::map<std::string, Wish> wishes) {
    m_wishes = std::move(wishes);
    for (auto& [key, clones] : m_ready) {
        const auto wish = m_wishes.find(key);
        const std::size_t wanted = wish == m_wishes.end() ? 0 : static_cast<std::size_t>(wish->second.count);
        while (clones.size() > wanted) {
            asio::co_spawn(m_io, end(std::move(clones.back())), asio::detached);
            clones.pop_back();
        }
    }
    fill();
}

std::optional<WarmClone> WarmPool::take(const std::string& key) {
    const auto found = m_ready.find(key);
    if (found == m_ready.end() || found->second.empty()) return std::nullopt;
    WarmClone clone = std::move(found->second.front());
    found->second.pop_front();
    m_later.expires_after(kRefillAfter);
    m_later.async_wait([this](boost::system::error_code ec) {
        if (!ec) fill();
    });
    return clone;
}

void WarmPool::stopped(const std::string& machineName) {
    for (auto& [key, clones] : m_ready)
        std::erase_if(clones, [&](const WarmClone& clone) { return clone.machine.name == machineName; });
    fill();
}

void WarmPool::giveUp() {
    const auto most =
        std::max_element(m_ready.begin(), m_ready.end(), [](const auto& one, const auto& other) {
            return one.second.size() < other.second.size();
        });
    if (most == m_ready.end() || most->second.empty()) return;
    spdlog::info("the warm clone {} is given up: a session needs its memory",
                 most->second.back().machine.name);
    asio::co_spawn(m_io, end(std::move(most->second.back())), asio::detached);
    most->second.pop_back();
    fill();
}

bool WarmPool::owns(const std::string& machineName) const {
    if (machineName == m_inTheMaking) return true;
    for (const auto& [key, clones] : m_ready)
        for (const WarmClone& clone : clones)
            if (clone.machine.name == machineName) return true;
    return false;
}

int WarmPool::ready() const {
    int count = 0;
    for (const auto& [key, clones] : m_ready)
        count += static_cast<int>(clones.size());
    return count;
}

const WarmPool::Wish* WarmPool::missing() const {
    for (const auto& [key, wish] : m_wishes) {
        const auto found = m_ready.find(key);
        if (static_cast<int>(found == m_ready.end() ? 0 : found->second.size()) < wish.count) return &wish;
    }
    return nullptr;
}

void WarmPool::fill() {
    if (m_closed || m_filling || !missing()) return;
    m_filling = true;
    asio::co_spawn(m_io, fillNow(), asio::detached);
}

Task<void> WarmPool::fillNow() {
    while (!m_closed) {
        const Wish* wish = missing();
        if (!wish) break;
        bool failed = false;
        try {
            if (m_gate) {
                const std::function<void(const std::string&)> waiting = [](const std::string& why) {
                    spdlog::info("a warm clone waits: {}", why);
                };
                const std::function<bool()> unwanted = [this] { return m_closed || !missing(); };
                co_await m_gate(kCloneBytes, waiting, unwanted);
                wish = missing();
                if (m_closed || !wish) break;
            }
            co_await makeOne(*wish);
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::Cancelled && (m_closed || !missing())) break;
            spdlog::warn("a warm clone could not be made: {}", error.what());
            failed = true;
        } catch (const std::exception& error) {
            spdlog::warn("a warm clone could not be made: {}", error.what());
            failed = true;
        }
        if (!failed) continue;
        m_rest.expires_after(kRestAfterFailure);
        boost::system::error_code ec;
        co_await m_rest.async_wait(asio::redirect_error(asio::use_awaitable, ec));
    }
    m_filling = false;
}

Task<void> WarmPool::makeOne(Wish wish) {
    machines::MachineSpec spec = machineFor(wish.version, wish.image);
    spec.name = newMachineName();
    spec.metadata = {{"warm", wish.source.key}};
    spec.memory = wish.source.memory();
    m_inTheMaking = spec.name;
    std::exception_ptr failure;
    WarmClone clone;
    try {
        clone.machine = co_await m_machines.startPaused(spec);
        co_await m_machines.resume(spec.name);
        co_await m_connect(clone, wish.version);
        co_await m_machines.suspend(spec.name);
    } catch (...) {
        failure = std::current_exception();
    }
    const auto still = m_wishes.find(wish.source.key);
    if (failure || m_closed || still == m_wishes.end()) {
        clone.machine.name = spec.name;
        co_await end(std::move(clone));
        m_inTheMaking.clear();
        if (failure) std::rethrow_exception(failure);
        co_return;
    }
    m_ready[wish.source.key].push_back(std::move(clone));
    m_inTheMaking.clear();
}

Task<void> WarmPool::end(WarmClone clone) {
    if (clone.link) clone.link->close();
    try {
        co_await m_machines.destroy(clone.machine.name);
    } catch (const std::exception& error) {
        spdlog::warn("a warm clone could not be ended: {}", error.what());
    }
}

Task<void> WarmPool::close() {
    m_closed = true;
    m_rest.cancel();
    m_later.cancel();
    for (auto& [key, clones] : m_ready)
        while (!clones.empty()) {
            WarmClone clone = std::move(clones.front());
            clones.pop_front();
            co_await end(std::move(clone));
        }
    asio::steady_timer moment(m_io);
    while (m_filling) {
        moment.expires_after(20ms);
        co_await moment.async_wait(asio::use_awaitable);
    }
}

} // namespace agentarium::starts
