// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/guest/link.h"
#include "core/wire/exec_frame.h"

#include <deque>
#include <memory>
#include <optional>
#include <string>

namespace agentarium::guest {

struct ShellRequest {
    std::string shellId; ///< contract 3.7's rule
    int width = 80;      ///< characters
    int height = 24;
};

/// What comes from a shell one is attached to.
struct ShellEvent {
    enum class Kind {
        Output,   ///< `data`
        Ended,    ///< the shell is over: `exitCode` or `signal`
        Replaced, ///< somebody else attached to it
        Lost,     ///< the link was lost; the shell may go on
    };
    Kind kind = Kind::Lost;
    std::string data;
    std::optional<int> exitCode;
    std::optional<int> signal;
};

/// An attachment to one interactive shell of root in the guest (docs/link.md, `shell`). Destroying it leaves
/// the shell running.
class Shell {
public:
    /// Attaches to the shell of that id, or begins one: its newest 256 KB of output follow. Throws Refused
    /// when ten are open, RuntimeFailed when the guest cannot.
    static Task<std::shared_ptr<Shell>> attach(GuestLink& link, ShellRequest request);

    bool reconnected() const { return m_reconnected; }
    /// Bytes of output that fell out of the buffer while nobody was attached.
    std::uint64_t bytesDropped() const { return m_dropped; }

    /// Output comes in pieces of at most 64 KB; the shell waits while nobody reads. Nothing follows an event
    /// of another kind.
    Task<ShellEvent> read();
    /// These return once the link has taken the bytes; they do nothing when it is lost. One at a time.
    Task<void> input(std::string bytes);
    Task<void> resize(int width, int height);
    /// Ends the shell, as closing a terminal's window does.
    Task<void> hangUp();
    /// Makes a pending read return Lost; the shell goes on.
    void abort() { m_tunnel.cancel(); }

private:
    explicit Shell(Tunnel tunnel) : m_tunnel(std::move(tunnel)) {}
    Task<void> fill();
    Task<void> send(wire::ExecChannel channel, std::string payload);
    void take(wire::ExecChannel channel, std::string payload);

    Tunnel m_tunnel;
    wire::ExecFrameReader m_frames;
    std::deque<ShellEvent> m_events;
    std::optional<std::string> m_refusal;
    bool m_attached = false;
    bool m_reconnected = false;
    std::uint64_t m_dropped = 0;
};

} // namespace agentarium::guest
