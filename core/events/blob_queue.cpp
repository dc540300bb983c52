// SPDX-License-Identifier: Apache-2.0
#include "core/events/blob_queue.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

namespace agentarium::events {

namespace {
constexpr std::size_t kMaxQueued = 4 * 1024 * 1024;
} // namespace

BlobQueue::BlobQueue(asio::thread_pool& pool, std::shared_ptr<BlobFile> file)
    : m_strand(asio::make_strand(pool)), m_file(std::move(file)) {}

Task<void> BlobQueue::write(std::shared_ptr<BlobQueue> self, std::vector<std::byte> bytes) {
    bool full = false;
    const std::size_t size = bytes.size();
    {
        const std::lock_guard lock(self->m_mutex);
        self->m_queued += size;
        full = self->m_queued > kMaxQueued;
    }
    asio::post(self->m_strand, [self, bytes = std::move(bytes)] {
        self->m_file->write(bytes);
        self->written(bytes.size());
    });
    if (full) co_await self->waitForRoom();
}

Task<void> BlobQueue::waitForRoom() {
    const auto start = [this](auto handler) {
        const auto executor = asio::get_associated_executor(handler);
        const auto held = std::make_shared<decltype(handler)>(std::move(handler));
        auto resume = [held, work = asio::make_work_guard(executor)] {
            asio::post(work.get_executor(), [held] { std::move (*held)(); });
        };
        const std::lock_guard lock(m_mutex);
        if (m_queued <= kMaxQueued)
            resume();
        else
            m_waiting.emplace_back(std::move(resume));
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>&, void()>(start, asio::use_awaitable);
}

void BlobQueue::written(std::size_t bytes) {
    std::vector<std::function<void()>> resumed;
    {
        const std::lock_guard lock(m_mutex);
        m_queued -= bytes;
        // Half empty before it fills again, so that the writer is not woken for each piece.
        if (m_queued <= kMaxQueued / 2) resumed.swap(m_waiting);
    }
    for (const auto& resume : resumed)
        resume();
}

} // namespace agentarium::events
