// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/signal.h"
#include "core/guest/meter_stream.h"

#include <boost/asio/thread_pool.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

namespace agentarium::sessions {

/// Turns the guest's readings, and what the host spends on the emulator, into `meter.sample` events
/// (docs/metering.md). Whoever runs it keeps it and its session
/// alive meanwhile.
class SessionMeter {
public:
    /// Where the guest's counters began: with this session, or with the template it was cloned from.
    enum class Origin {
        Boot,
        Clone,
        Adopted ///< an earlier daemon has written its first sample
    };
    using Emit = std::function<void(nlohmann::json body)>;

    /// `began`: Unix time in nanoseconds of the session's first event. `pid`: the emulator's, or 0.
    SessionMeter(asio::io_context& io, asio::thread_pool& pool, std::int64_t beganNs, long pid, Origin origin,
                 Emit emit);

    /// Writes what the counters of a clone were before it began, as the sample the others are compared with.
    void begin(const wire::MeterReading& baseline);
    /// Follows the guest until the link is lost or closed. A guest without a meter is told to the log only.
    Task<void> run(guest::GuestLink& link);
    /// Asks for a sample now.
    void ask();
    /// The same, and waits until it was written, at most `limit`.
    Task<void> refresh(std::chrono::milliseconds limit);

private:
    using Proportional = std::optional<std::uint64_t>;
    static Task<void> measureProportional(asio::thread_pool& pool, long pid,
                                          std::shared_ptr<Proportional> result);
    void take(const std::vector<wire::MeterReading>& readings);
    void write(const wire::MeterReading& reading, double t);
    void measureHost(nlohmann::json& body);

    asio::io_context& m_io;
    asio::thread_pool& m_pool;
    std::int64_t m_beganNs;
    long m_pid;
    Origin m_origin;
    Emit m_emit;
    bool m_ended = false;
    std::shared_ptr<guest::MeterStream> m_stream;
    Signal m_written;
    std::uint64_t m_samples = 0;
    std::chrono::steady_clock::time_point m_proportionalAt{};
    std::shared_ptr<Proportional> m_proportional = std::make_shared<Proportional>();
};

} // namespace agentarium::sessions
