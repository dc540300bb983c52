// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/guest/link.h"
#include "core/wire/meter_reading.h"

#include <functional>
#include <memory>
#include <vector>

namespace agentarium::guest {

/// The guest's meter readings, as long as it is open: the guest reads its counters only for that.
class MeterStream : public std::enable_shared_from_this<MeterStream> {
public:
    /// What came together, in order. The last reading is of now, the ones before are older by the difference
    /// of their guest clocks.
    using Handler = std::function<void(const std::vector<wire::MeterReading>& readings)>;

    /// Throws Error(RuntimeFailed) when the guest knows no meter (an image of an older version).
    static Task<std::shared_ptr<MeterStream>> open(GuestLink& link);
    /// One reading. Throws what open() throws, and when the link is lost meanwhile or the guest does not
    /// answer within `limit`.
    static Task<wire::MeterReading> readOnce(GuestLink& link,
                                             std::chrono::milliseconds limit = std::chrono::seconds(10));
    explicit MeterStream(Tunnel tunnel) : m_tunnel(std::move(tunnel)) {}

    /// Calls `handler` until the link is lost or closed.
    Task<void> follow(Handler handler);
    /// Asks for a reading now; it comes to the handler.
    void ask();

private:
    Tunnel m_tunnel;
    bool m_asking = false;
};

} // namespace agentarium::guest
