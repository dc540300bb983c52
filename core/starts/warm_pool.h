// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/async.h"
#include "core/guest/link.h"
#include "core/starts/gate.h"
#include "core/starts/machine_plan.h"
#include "core/starts/template_store.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace agentarium::starts {

/// A clone of a template that waits, paused, with its link made: to be resumed and renewed.
struct WarmClone {
    machines::Machine machine;
    std::unique_ptr<guest::GuestLink> link;
    std::optional<wire::MeterReading> baseline; ///< what the guest's meter read before the clone was paused
};

/// Keeps as many paused clones of each template as are wanted. One that was taken serves one session and is
/// never put back; another one is made in the background. On the Asio thread.
class WarmPool {
public:
    struct Wish {
        Template source;
        agents::AgentVersion version;
        image::GuestImage image;
        int count = 0;
    };
    /// Connects the link of a clone that runs, warms the guest up and reads its meter; a test has no guest to
    /// connect to.
    using Connect = std::function<Task<void>(WarmClone& clone, const agents::AgentVersion& version)>;

    WarmPool(asio::io_context& io, machines::Machines& machines, Connect connect);

    /// Each clone waits there until the host has room for it; without one it is made at once.
    void setGate(Gate gate) { m_gate = std::move(gate); }
    /// Ends one clone, of the template that has most, because sessions need its memory.
    void giveUp();

    /// By template key: exactly these are kept from now on; clones nobody wants are ended.
    void want(std::map<std::string, Wish> wishes);
    std::optional<WarmClone> take(const std::string& key);
    /// A microVM stopped by itself.
    void stopped(const std::string& machineName);
    bool owns(const std::string& machineName) const;
    int ready() const;
    /// Ends all clones.
    Task<void> close();

private:
    void fill();
    Task<void> fillNow();
    Task<void> makeOne(Wish wish);
    Task<void> end(WarmClone clone);
    const Wish* missing() const;

    asio::io_context& m_io;
    machines::Machines& m_machines;
    Connect m_connect;
    Gate m_gate;
    std::map<std::string, Wish> m_wishes;
    std::map<std::string, std::deque<WarmClone>> m_ready;
    std::string m_inTheMaking;
    asio::steady_timer m_rest;
    asio::steady_timer m_later;
    bool m_filling = false;
    bool m_closed = false;
};

} // namespace agentarium::starts
