// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/notifier.h"

#include <boost/asio/post.hpp>

namespace agentarium::jobs {

namespace {
constexpr std::chrono::milliseconds kPace{34};
} // namespace

void JobRegistry::Notifier::changed(const std::string& id) {
    const std::lock_guard lock(m_mutex);
    m_dirty.insert(id);
    if (std::exchange(m_scheduled, true)) return;
    boost::asio::post(m_io, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->schedule();
    });
}

void JobRegistry::Notifier::schedule() {
    m_timer.expires_at(m_toldAt + kPace);
    m_timer.async_wait([weak = weak_from_this()](boost::system::error_code ec) {
        const auto self = weak.lock();
        if (!ec && self) self->tell();
    });
}

void JobRegistry::Notifier::tell() {
    m_toldAt = std::chrono::steady_clock::now();
    std::set<std::string> dirty;
    {
        const std::lock_guard lock(m_mutex);
        dirty.swap(m_dirty);
        m_scheduled = false;
    }
    const auto handler = m_handler;
    if (!handler) return;
    for (const std::string& id : dirty)
        handler(id);
}

} // namespace agentarium::jobs
