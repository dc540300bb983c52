// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/session_meter.h"

#include "core/base/clock.h"
#include "core/machines/emulator_usage.h"

#include <boost/asio/detached.hpp>
#include <spdlog/spdlog.h>

#include <cmath>

namespace agentarium::sessions {

using namespace std::chrono_literals;
using nlohmann::json;

namespace {

/// PSS is dear to read and moves slowly.
constexpr auto kProportionalPeriod = 30s;

double secondsOf(std::uint64_t usec) {
    return static_cast<double>(usec) / 1e6;
}

} // namespace

SessionMeter::SessionMeter(asio::io_context& io, asio::thread_pool& pool, std::int64_t beganNs, long pid,
                           Origin origin, Emit emit)
    : m_io(io)
    , m_pool(pool)
    , m_beganNs(beganNs)
    , m_pid(pid)
    , m_origin(origin)
    , m_emit(std::move(emit))
    , m_written(io.get_executor()) {}

void SessionMeter::begin(const wire::MeterReading& baseline) {
    write(baseline, static_cast<double>(wallNowNs() - m_beganNs) / 1e9);
}

Task<void> SessionMeter::run(guest::GuestLink& link) {
    try {
        m_stream = co_await guest::MeterStream::open(link);
    } catch (const std::exception& error) {
        spdlog::warn("a session is not metered: {}", error.what());
        m_ended = true;
        co_return;
    }
    guest::MeterStream::Handler handler = [this](const auto& readings) { take(readings); };
    co_await m_stream->follow(handler);
    m_stream.reset();
    m_ended = true;
}

void SessionMeter::ask() {
    if (m_stream) m_stream->ask();
}

Task<void> SessionMeter::refresh(std::chrono::milliseconds limit) {
    const std::uint64_t before = m_samples;
    const auto until = std::chrono::steady_clock::now() + limit;
    ask();
    while (!m_ended && m_samples == before && std::chrono::steady_clock::now() < until)
        co_await m_written.wait(50ms);
}

void SessionMeter::take(const std::vector<wire::MeterReading>& readings) {
    const std::int64_t now = wallNowNs() - m_beganNs;
    for (const wire::MeterReading& reading : readings)
        write(reading, static_cast<double>(now - (readings.back().tNs - reading.tNs)) / 1e9);
    m_written.notifyAll();
}

void SessionMeter::write(const wire::MeterReading& reading, double t) {
    json body{{"t", std::round(t * 1e3) / 1e3},
              {"cpuSeconds", secondsOf(reading.cpuUsec)},
              {"systemCpuSeconds", secondsOf(reading.systemUsec)},
              {"memoryBytes", reading.memoryBytes},
              {"peakBytes", reading.peakBytes}};
    if (reading.commandCpuUsec) body["commandCpuSeconds"] = secondsOf(reading.commandCpuUsec);
    if (reading.commandMemoryBytes) body["commandMemoryBytes"] = reading.commandMemoryBytes;
    if (reading.bootUsec) body["bootCpuSeconds"] = secondsOf(*reading.bootUsec);
    const auto stall = [&](const char* key, const std::optional<std::uint64_t>& usec) {
        if (usec) body["stallSeconds"][key] = secondsOf(*usec);
    };
    stall("cpu", reading.cpuStallUsec);
    stall("memory", reading.memoryStallUsec);
    stall("io", reading.ioStallUsec);
    if (m_samples++ == 0 && m_origin == Origin::Clone) {
        body["baseline"] = true;
        // The kernel's first answer is the peak since the template was booted.
        body["peakBytes"] = reading.memoryBytes;
    }
    measureHost(body);
    m_emit(std::move(body));
}

void SessionMeter::measureHost(json& body) {
    if (const auto host = machines::emulatorUsage(m_pid)) {
        body["hostCpuSeconds"] = host->cpuSeconds;
        body["hostResidentBytes"] = host->residentBytes;
    }
    if (*m_proportional) body["hostMemoryBytes"] = **m_proportional;
    const auto now = std::chrono::steady_clock::now();
    if (m_pid <= 0 || now - m_proportionalAt < kProportionalPeriod) return;
    m_proportionalAt = now;
    asio::co_spawn(m_io, measureProportional(m_pool, m_pid, m_proportional), asio::detached);
}

Task<void> SessionMeter::measureProportional(asio::thread_pool& pool, long pid,
                                             std::shared_ptr<Proportional> result) {
    const auto bytes = co_await offload(pool, [pid] { return machines::emulatorProportionalBytes(pid); });
    if (bytes) *result = bytes;
}

} // namespace agentarium::sessions
