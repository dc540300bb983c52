// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/guest/tunnel.h"
#include "core/wire/control.h"

#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace agentarium::guest {

/// What agentarium-init says of itself when a link is made.
struct Hello {
    std::string initVersion;
    std::int64_t kernelNs = 0; ///< guest clock when init's main began: what the kernel took to boot
    std::int64_t initNs = 0;   ///< guest clock when init was ready for the host
    bool agentRunning = false; ///< true when an earlier daemon started the agent (adoption)
};

/// The link to one agentarium-init over the three virtio-serial ports (docs/link.md). All on one Asio thread.
class GuestLink {
public:
    /// An egress request of the guest: the tunnel carries a plain HTTP proxy connection.
    using EgressHandler = std::function<void(Tunnel tunnel)>;

    GuestLink(asio::io_context& io, std::filesystem::path ctl, std::filesystem::path in,
              std::filesystem::path out);
    ~GuestLink();
    GuestLink(const GuestLink&) = delete;
    GuestLink& operator=(const GuestLink&) = delete;

    void onEgress(EgressHandler handler);
    /// Called once when a link that was up is lost, with a sentence; not after close().
    void onLost(std::function<void(std::string reason)> handler);

    /// What makes the guest another one than its sisters goes with the next connect().
    void renewAtConnect(wire::Renewal renewal);
    /// The same at once, on a link that is up; returns when the guest has done it. Throws
    /// Error(RuntimeFailed) when the link is lost meanwhile or the guest does not answer within 5 s.
    Task<void> renew(wire::Renewal renewal);
    /// Gives the guest the host's time, which stood still in it while it was paused; as renew() otherwise.
    Task<void> setClock();
    /// Connects the three sockets and runs the epoch handshake; retries until `deadline` from now has passed,
    /// then throws Error(RuntimeFailed). The guest may still be booting.
    Task<Hello> connect(std::chrono::milliseconds deadline);
    /// Opens a stream to a target of docs/link.md: "tcp:8080", "agent.start", "events?from=0", "exec",
    /// "sink"… Throws Error(RuntimeFailed) with the guest's own reason when it refuses (for example:
    /// connection refused), and when it has not answered within `limit`. It only connects a loopback socket,
    /// but under emulation with every core busy that takes its time.
    Task<Tunnel> open(std::string target, std::chrono::milliseconds limit = std::chrono::seconds(30));
    /// The same without waiting for the guest's answer: what is written goes along with the request. A stream
    /// the guest refuses ends with the error connection_refused. Throws Error(RuntimeFailed) without a link.
    Tunnel openNow(const std::string& target);
    bool isUp() const;
    /// HTTP/2 PING; the round trip.
    Task<std::chrono::nanoseconds> ping();
    /// Quiet end: closes the host's side of all ports.
    void close();

private:
    class Impl;
    std::shared_ptr<Impl> m_impl;
};

} // namespace agentarium::guest
