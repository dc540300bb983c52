// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/events_service.h"

#include <algorithm>
#include <memory>

namespace agentarium::init {

namespace {

class Events final : public Service {
public:
    Events(Loop& loop, Channel channel, EventRing& ring, EventRing::Number from)
        : Service(channel), m_loop(loop), m_ring(ring), m_next(std::max<EventRing::Number>(from, 1)) {
        m_channel.accept();
        m_subscription = m_ring.subscribe([this] { pumpSoon(); });
        pumpSoon();
    }
    ~Events() override {
        *m_alive = false;
        m_ring.unsubscribe(m_subscription);
    }
    void received(Bytes data) override { m_channel.consume(data.size()); }
    void writable() override { pump(); }

private:
    void pumpSoon() {
        if (std::exchange(m_posted, true)) return;
        m_loop.post([this, alive = m_alive] {
            if (!*alive) return;
            m_posted = false;
            pump();
        });
    }

    void pump() {
        while (flushPart() && m_next < m_ring.next()) {
            if (m_next < m_ring.first()) {
                m_part = EventRing::lostLine(m_next, m_ring.first());
                m_next = m_ring.first();
            } else {
                m_part = m_ring.line(m_next++);
            }
        }
    }

    /// True when nothing of a line is left over.
    bool flushPart() {
        if (!m_part.empty()) m_part.erase(0, m_channel.send(m_part));
        return m_part.empty();
    }

    Loop& m_loop;
    EventRing& m_ring;
    EventRing::Number m_next;
    int m_subscription = 0;
    std::string m_part;
    bool m_posted = false;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

} // namespace

ServicePtr makeEvents(Loop& loop, Channel channel, EventRing& ring, EventRing::Number from) {
    return std::make_unique<Events>(loop, channel, ring, from);
}

} // namespace agentarium::init
