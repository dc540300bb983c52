// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

namespace agentarium::client {

/// Ends what a client waits for, from another thread or from a signal handler. Once cancelled it stays so.
class CancelToken {
public:
    CancelToken();
    ~CancelToken();
    CancelToken(const CancelToken&) = delete;
    CancelToken& operator=(const CancelToken&) = delete;

    /// Safe in a signal handler.
    void cancel() noexcept;
    bool cancelled() const noexcept { return m_cancelled.load(); }
    /// Becomes readable, and stays so, when cancelled.
    int descriptor() const { return m_ends[0]; }
    /// Throws Error(Cancelled) when cancelled.
    void check() const;

private:
    std::atomic<bool> m_cancelled{false};
    int m_ends[2] = {-1, -1};
};

} // namespace agentarium::client
