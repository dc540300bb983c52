// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/events/journal.h"

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace agentarium::events {

/// Who hears committed events. On the Asio thread, but for any().
class Subscribers : public std::enable_shared_from_this<Subscribers> {
public:
    std::unique_ptr<Journal::Subscription> add(std::string recordingId,
                                               std::function<void(const Journal::Batch&)> handler);
    /// Calls each handler with what it asked for; one that throws is logged and the others still hear.
    void publish(const Journal::Batch& batch);
    /// From any thread.
    bool any() const { return m_count.load() > 0; }

private:
    struct Subscriber {
        std::string recordingId;
        std::function<void(const Journal::Batch&)> handler;
        bool gone = false;
    };
    class Handle;
    void remove(const std::shared_ptr<Subscriber>& subscriber);

    std::vector<std::shared_ptr<Subscriber>> m_subscribers;
    std::atomic<int> m_count{0};
};

} // namespace agentarium::events
