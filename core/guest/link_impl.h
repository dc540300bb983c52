// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/guest/control_port.h"
#include "core/guest/link.h"
#include "core/guest/mux_port.h"

#include <boost/asio/steady_timer.hpp>

#include <optional>
#include <string>

namespace agentarium::guest {

/// Private to core/guest. The ports refer to it weakly.
class GuestLink::Impl : public std::enable_shared_from_this<GuestLink::Impl> {
public:
    using Clock = std::chrono::steady_clock;

    Impl(asio::io_context& io, std::filesystem::path ctl, std::filesystem::path in,
         std::filesystem::path out);

    Task<Hello> connect(std::chrono::milliseconds deadline);
    Task<void> sayAgain(std::optional<wire::Renewal> renewal);
    Task<Tunnel> open(std::string target, std::chrono::milliseconds limit);
    /// Asks the guest for a stream. Throws Error(RuntimeFailed) without a link.
    std::shared_ptr<TunnelState> begin(const std::string& target);
    Task<std::chrono::nanoseconds> ping();
    void close();

    EgressHandler egress;
    std::function<void(std::string)> lost;
    bool up = false;
    std::optional<wire::Renewal> renewal; ///< for the next connect()

private:
    /// One try with one epoch; false when it failed, with m_failure saying why.
    Task<bool> attempt(Clock::time_point until);
    Task<MuxPort::Socket> socketTo(const std::filesystem::path& path);
    /// Until `done`, a failure, or the time is over; true when done.
    template <class Done>
    Task<bool> waitUntil(Clock::time_point until, Done done);
    MuxPort::Callbacks portCallbacks(bool out);
    void failed(const std::string& reason);
    void shutPorts(boost::system::error_code why);

    asio::io_context& m_io;
    std::filesystem::path m_ctlPath;
    std::filesystem::path m_inPath;
    std::filesystem::path m_outPath;
    asio::steady_timer m_wake;
    std::shared_ptr<ControlPort> m_ctl;
    std::shared_ptr<MuxPort> m_in;
    std::shared_ptr<MuxPort> m_out;
    std::optional<wire::EpochAnswer> m_answer;
    std::string m_failure;
    bool m_closed = false;
};

} // namespace agentarium::guest
