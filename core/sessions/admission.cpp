// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/admission.h"

#include "core/contract/quota_error.h"

#include <fmt/format.h>

#include <algorithm>

namespace agentarium::sessions {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::uint64_t kMb = 1024 * 1024;
/// How often a waiting start looks whether the host has room again.
constexpr auto kLook = 500ms;

/// What stays free for the next cold start when work begins that no caller waits for.
constexpr std::uint64_t kNextStart = 400 * kMb;
/// So long such work lets starts go first; where sessions start all the time it would never begin.
constexpr auto kPatience = 60s;

/// When a refused start may be tried again: places of starts become free all the time, memory and places of
/// sessions when one ends or a warm copy was given up.
constexpr auto kRetryStart = 2s;
constexpr auto kRetryRoom = 30s;

Error refused(const std::string& message, std::chrono::seconds retry) {
    Error error(
        ErrorKind::Refused, message,
        fmt::format("Try again in {} s, stop sessions you do not need (`agentariumctl sessions`), or raise "
                    "the limit: `agentariumctl daemon limits --help`.",
                    retry.count()));
    contract::setRetryAfter(error, retry);
    return error;
}

} // namespace

Admission::Admission(asio::io_context& io, Room room)
    : m_room(std::move(room)), m_changed(io.get_executor()) {}

Admission::Place::Place(std::shared_ptr<int> alive, Admission* owner, std::uint64_t bytes)
    : m_alive(alive), m_owner(owner), m_bytes(bytes) {
    ++m_owner->m_starting;
    m_owner->m_reserved += bytes;
}

Admission::Place::~Place() {
    if (m_alive.expired()) return;
    --m_owner->m_starting;
    m_owner->m_reserved -= m_bytes;
    m_owner->wake();
}

void Admission::setLimits(AdmissionLimits limits) {
    m_limits = limits;
    wake();
}

void Admission::wake() {
    m_changed.notifyAll();
}

int Admission::startingAtMost(const HostRoom& room) const {
    return m_limits.maxStarting > 0 ? m_limits.maxStarting : std::max(2, room.processors);
}

std::string Admission::obstacle(std::uint64_t bytes) const {
    const HostRoom room = m_room();
    if (const int live = m_live ? m_live() : 0; live > m_limits.maxSessions)
        return fmt::format("{} sessions live, and {} may.", live - 1, m_limits.maxSessions);
    if (m_starting >= startingAtMost(room))
        return fmt::format("{} other session{} starting on {} processor{}.", m_starting,
                           m_starting == 1 ? " is" : "s are", room.processors,
                           room.processors == 1 ? "" : "s");
    const std::string lack = lackOfMemory(room, bytes);
    if (!lack.empty() && m_reclaim) m_reclaim();
    return lack;
}

std::string Admission::lackOfMemory(const HostRoom& room, std::uint64_t bytes) const {
    const std::uint64_t kept = m_reserved + static_cast<std::uint64_t>(m_limits.keepFreeMb) * kMb;
    if (room.freeBytes >= kept + bytes) return {};
    return fmt::format(
        "The host has {} MB of memory free; the start needs {} MB, and {} MB are kept for others.",
        room.freeBytes / kMb, bytes / kMb, kept / kMb);
}

std::string Admission::obstacleBehind(std::uint64_t bytes, bool patient) const {
    if (patient && (m_starting > 0 || !m_queue.empty())) return "Sessions start: they go first.";
    const HostRoom room = m_room();
    return lackOfMemory(room, bytes + kNextStart);
}

Task<void> Admission::enterBehind(std::uint64_t bytes, std::function<void(const std::string& why)> waiting,
                                  std::function<bool()> unwanted) {
    const auto patience = Clock::now() + kPatience;
    std::string told;
    for (;;) {
        if (unwanted()) throw Error(ErrorKind::Cancelled, "It is not wanted any more.");
        const std::string why = obstacleBehind(bytes, Clock::now() < patience);
        if (why.empty()) co_return;
        if (why != told) waiting(why);
        told = why;
        co_await m_changed.wait(kLook);
    }
}

std::chrono::seconds Admission::retryAfter() const {
    return m_starting >= startingAtMost(m_room()) ? kRetryStart : kRetryRoom;
}

Task<std::unique_ptr<Admission::Place>>
Admission::enter(std::uint64_t bytes, std::function<void(int place, const std::string& why)> waiting,
                 std::function<bool()> unwanted) {
    std::string why = obstacle(bytes);
    if (why.empty() && m_queue.empty()) co_return std::make_unique<Place>(m_alive, this, bytes);
    if (why.empty()) why = "Others came first.";
    if (!m_limits.queue) throw refused("The session cannot start: " + why, retryAfter());
    if (static_cast<int>(m_queue.size()) >= m_limits.maxQueued)
        throw refused(
            fmt::format("The session cannot start: {} {} others wait already.", why, m_queue.size()),
            retryAfter());
    struct Seat {
        Admission& owner;
        std::uint64_t ticket;
        ~Seat() {
            owner.m_queue.remove(ticket);
            owner.wake();
        }
    };
    const std::uint64_t ticket = ++m_lastTicket;
    m_queue.push_back(ticket);
    std::unique_ptr<Place> place;
    {
        const Seat seat{*this, ticket};
        const auto until = Clock::now() + std::chrono::seconds(m_limits.maxWaitSeconds);
        int told = 0;
        for (;;) {
            const int number = 1 + static_cast<int>(std::distance(
                                       m_queue.begin(), std::find(m_queue.begin(), m_queue.end(), ticket)));
            if (number == 1) why = obstacle(bytes);
            if (number == 1 && why.empty()) {
                place = std::make_unique<Place>(m_alive, this, bytes);
                break;
            }
            if (number != told) waiting(number, why);
            told = number;
            if (unwanted())
                throw Error(ErrorKind::Cancelled, "The session ended while it waited for its turn.");
            if (Clock::now() >= until)
                throw refused(
                    fmt::format("The session could not start within {} s: {}", m_limits.maxWaitSeconds, why),
                    retryAfter());
            co_await m_changed.wait(kLook);
        }
    }
    co_return place;
}

nlohmann::json Admission::toJson() const {
    const HostRoom room = m_room();
    nlohmann::json json;
    json["limits"] = m_limits.toJson();
    json["host"] = {
        {"memoryBytes", room.totalBytes}, {"freeBytes", room.freeBytes}, {"processors", room.processors}};
    json["starting"] = m_starting;
    json["startingAtMost"] = startingAtMost(room);
    json["reservedBytes"] = m_reserved;
    json["queued"] = m_queue.size();
    json["sessions"] = m_live ? m_live() : 0;
    return json;
}

} // namespace agentarium::sessions
