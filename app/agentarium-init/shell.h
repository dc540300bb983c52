// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentarium-init/agent.h"
#include "app/agentarium-init/pty.h"
#include "core/wire/output_ring.h"

#include <nlohmann/json.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace agentarium::init {

/// Who is attached to a shell. shellChanged() never comes from inside a call of the viewer's.
class ShellViewer {
public:
    virtual ~ShellViewer() = default;
    virtual void shellChanged() = 0;  ///< more output, room for input, or the end
    virtual void shellReplaced() = 0; ///< another viewer took over
};

/// One interactive shell of root on a terminal. It goes on when its viewer leaves, and keeps its newest 256
/// KB of output for the next one. A viewer that does not keep up holds the shell's output back.
class Shell {
public:
    Shell(Loop& loop, Children& children) : m_loop(loop), m_children(children) {}
    ~Shell();
    Shell(const Shell&) = delete;
    Shell& operator=(const Shell&) = delete;

    /// A sentence when it cannot be started.
    std::optional<std::string> start(const Agent& agent, int width, int height);

    /// The one before is told that it was replaced. Bytes of output that were lost while nobody was attached.
    std::uint64_t attach(ShellViewer& viewer);
    void detach(const ShellViewer& viewer);

    const wire::OutputRing& output() const { return m_output; }
    /// The viewer has taken everything before `place`.
    void seen(std::uint64_t place);
    void input(std::string_view bytes);
    std::size_t inputWaiting() const { return m_input.size(); }
    void resize(int width, int height) { resizePty(m_pty.master, width, height); }
    /// Ends it as closing a terminal window does: SIGHUP, and SIGKILL two seconds later.
    void hangUp();
    /// {"exitCode"} or {"signal"} once it has ended and all of its output is in output().
    const std::optional<nlohmann::json>& end() const { return m_end; }

private:
    void pump();
    void pumpSoon();
    bool held() const;
    bool read();
    void write();

    Loop& m_loop;
    Children& m_children;
    Pty m_pty;
    pid_t m_pid = -1;
    std::optional<int> m_status;
    std::optional<nlohmann::json> m_end;
    wire::OutputRing m_output{256 * 1024};
    std::string m_input;
    ShellViewer* m_viewer = nullptr;
    std::uint64_t m_seen = 0;
    bool m_posted = false;
    bool m_told = false;
    Loop::Timer m_kill = 0;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

} // namespace agentarium::init
