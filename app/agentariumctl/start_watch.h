// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentariumctl/context.h"

#include <atomic>
#include <optional>
#include <thread>

namespace agentarium::ctl {

/// While an answer is waited for, shows on a terminal what is going on: bytes sent, the phase of the
/// session's start, seconds waited. On a thread and connections of its own, so that it delays nothing; off a
/// terminal it does nothing.
class StartWatch {
public:
    StartWatch(Output& out, const client::Endpoint& endpoint, std::string session,
               std::optional<std::uint64_t> total);
    ~StartWatch() { stop(); }

    void sent(std::uint64_t bytes) { m_sent = bytes; }
    /// Returns at once, with the line cleared; the output is the caller's again.
    void stop();

private:
    void watch();
    std::string describe(client::HttpClient& http, double seconds) const;

    Output& m_out;
    client::Endpoint m_endpoint;
    std::string m_session;
    std::optional<std::uint64_t> m_total;
    std::atomic<std::uint64_t> m_sent{0};
    client::CancelToken m_stopped;
    std::thread m_thread;
};

} // namespace agentarium::ctl
