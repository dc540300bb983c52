// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/async.h"
#include "core/events/blob_file.h"

#include <boost/asio/strand.hpp>

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace agentarium::events {

/// Carries out the work on one payload in order, on the pool. Used from the Asio thread.
class BlobQueue {
public:
    BlobQueue(asio::thread_pool& pool, std::shared_ptr<BlobFile> file);

    /// Queues bytes; waits only while more than 4 MB are queued.
    static Task<void> write(std::shared_ptr<BlobQueue> self, std::vector<std::byte> bytes);

    /// Runs `work` behind all that was queued before and gives its result. `work` stays alive at the caller.
    template <class F>
    Task<std::invoke_result_t<const F&>> run(const F& work) {
        auto task = [&work]() -> Task<std::invoke_result_t<const F&>> { co_return work(); };
        return asio::co_spawn(m_strand, std::move(task), asio::use_awaitable);
    }

    std::shared_ptr<BlobFile> file() const { return m_file; }

private:
    Task<void> waitForRoom();
    void written(std::size_t bytes);

    asio::strand<asio::thread_pool::executor_type> m_strand;
    std::shared_ptr<BlobFile> m_file;
    std::mutex m_mutex;
    std::size_t m_queued = 0;
    std::vector<std::function<void()>> m_waiting;
};

} // namespace agentarium::events
