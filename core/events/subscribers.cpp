// SPDX-License-Identifier: Apache-2.0
#include "core/events/subscribers.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>

namespace agentarium::events {

class Subscribers::Handle : public Journal::Subscription {
public:
    Handle(std::weak_ptr<Subscribers> owner, std::shared_ptr<Subscriber> subscriber)
        : m_owner(std::move(owner)), m_subscriber(std::move(subscriber)) {}
    ~Handle() override {
        m_subscriber->gone = true;
        if (const auto owner = m_owner.lock()) owner->remove(m_subscriber);
    }

private:
    std::weak_ptr<Subscribers> m_owner;
    std::shared_ptr<Subscriber> m_subscriber;
};

std::unique_ptr<Journal::Subscription> Subscribers::add(std::string recordingId,
                                                        std::function<void(const Journal::Batch&)> handler) {
    auto subscriber = std::make_shared<Subscriber>(Subscriber{std::move(recordingId), std::move(handler)});
    m_subscribers.push_back(subscriber);
    ++m_count;
    return std::make_unique<Handle>(weak_from_this(), std::move(subscriber));
}

void Subscribers::remove(const std::shared_ptr<Subscriber>& subscriber) {
    if (std::erase(m_subscribers, subscriber) > 0) --m_count;
}

void Subscribers::publish(const Journal::Batch& batch) {
    std::map<std::string, Journal::Batch> parts;
    const auto partOf = [&](const std::string& recordingId) -> const Journal::Batch& {
        const auto isOther = [&](const Event& event) { return event.recordingId != recordingId; };
        if (recordingId.empty() || std::none_of(batch.begin(), batch.end(), isOther)) return batch;
        const auto [part, isNew] = parts.try_emplace(recordingId);
        if (isNew) std::remove_copy_if(batch.begin(), batch.end(), std::back_inserter(part->second), isOther);
        return part->second;
    };
    // A handler may subscribe, and end any subscription, its own among them.
    const auto subscribers = m_subscribers;
    for (const auto& subscriber : subscribers) {
        if (subscriber->gone) continue;
        const Journal::Batch& part = partOf(subscriber->recordingId);
        if (part.empty()) continue;
        try {
            subscriber->handler(part);
        } catch (const std::exception& error) {
            spdlog::error("journal: a subscriber failed: {}", error.what());
        }
    }
}

} // namespace agentarium::events
