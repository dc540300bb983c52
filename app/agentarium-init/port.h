// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentarium-init/loop.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>

namespace agentarium::init {

/// One virtio-serial port. It has no connections: bytes come, and may be from a host that is gone already.
class Port {
public:
    using Bytes = std::span<const std::uint8_t>;
    using OnBytes = std::function<void(Bytes bytes)>;
    /// What to write next: empty when nothing; `took` is told how much went out.
    struct Source {
        std::function<Bytes()> pending;
        std::function<void(std::size_t count)> took;
    };

    /// Waits for the port to appear, ten seconds at most; ends the machine when it does not.
    Port(Loop& loop, const std::string& name);

    /// Reads 256 KB before `flush`: one read of the kernel gives 4 KB only, and answering each costs more
    /// than it.
    void start(OnBytes onBytes, Source source);
    /// Writes what there is; what does not fit follows by itself when the host has read.
    void flush();
    /// Does flush() once after the current event.
    void flushSoon();
    /// True while the host's side is closed, as far as the kernel knows.
    bool hungUp() const;
    /// Called when the kernel says that the host's side may have closed.
    void onHangUp(std::function<void()> handler) { m_onHangUp = std::move(handler); }

private:
    void drain();

    Loop& m_loop;
    Fd m_fd;
    OnBytes m_onBytes;
    Source m_source;
    std::function<void()> m_onHangUp;
    std::vector<std::uint8_t> m_buffer;
    bool m_flushPosted = false;
};

} // namespace agentarium::init
