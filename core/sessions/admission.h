// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/async.h"
#include "core/base/host_room.h"
#include "core/base/signal.h"
#include "core/sessions/admission_limits.h"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <list>
#include <memory>
#include <string>

namespace agentarium::sessions {

/// Lets sessions start as the host has room for them, in the order they came. On the Asio thread.
class Admission {
public:
    using Room = std::function<HostRoom()>;

    explicit Admission(asio::io_context& io, Room room = hostRoom);

    /// A place among the starting ones; given back when destroyed. What the start needs stays reserved until
    /// then, for memory that was asked for is not used at once.
    class Place {
    public:
        Place(std::shared_ptr<int> alive, Admission* owner, std::uint64_t bytes);
        ~Place();
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;

    private:
        std::weak_ptr<int> m_alive;
        Admission* m_owner;
        std::uint64_t m_bytes;
    };

    /// Returns when there is room for a start that needs `bytes`. `waiting` is called with the place in the
    /// queue (1 is next) and a sentence when it has to wait and whenever its place changes. `unwanted` ends
    /// the wait. Throws Error(Refused) when it does not fit and may not wait, or has waited too long, and
    /// Error(Cancelled) when it is unwanted.
    Task<std::unique_ptr<Place>> enter(std::uint64_t bytes,
                                       std::function<void(int place, const std::string& why)> waiting,
                                       std::function<bool()> unwanted);

    /// Returns when there is room for work that no caller waits for (templates, warm copies): no session
    /// starts or waits, and beside `bytes` there is memory for the next cold start. It takes no place and is
    /// not reserved for. `waiting` is told why not, whenever that changes. Throws Error(Cancelled) when it is
    /// unwanted.
    Task<void> enterBehind(std::uint64_t bytes, std::function<void(const std::string& why)> waiting,
                           std::function<bool()> unwanted);

    const AdmissionLimits& limits() const { return m_limits; }
    void setLimits(AdmissionLimits limits);
    /// How many sessions live; asked for maxSessions.
    void setLiveCount(std::function<int()> count) { m_live = std::move(count); }
    /// Asked for memory when a start lacks it: frees what can be done without, if there is any.
    void setReclaim(std::function<void()> reclaim) { m_reclaim = std::move(reclaim); }
    /// The limits, what the host has, and who starts and waits: docs/api.md's GET /limits.
    nlohmann::json toJson() const;

private:
    /// Empty when it fits, else what is missing.
    std::chrono::seconds retryAfter() const;
    std::string obstacle(std::uint64_t bytes) const;
    std::string lackOfMemory(const HostRoom& room, std::uint64_t bytes) const;
    std::string obstacleBehind(std::uint64_t bytes, bool patient) const;
    int startingAtMost(const HostRoom& room) const;
    void wake();

    Room m_room;
    AdmissionLimits m_limits;
    std::function<int()> m_live;
    std::function<void()> m_reclaim;
    std::list<std::uint64_t> m_queue; ///< tickets, in the order of arrival
    std::uint64_t m_lastTicket = 0;
    Signal m_changed;
    std::shared_ptr<int> m_alive = std::make_shared<int>(0);
    int m_starting = 0;
    std::uint64_t m_reserved = 0;
};

} // namespace agentarium::sessions
