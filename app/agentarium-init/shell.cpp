// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/shell.h"

#include "app/agentarium-init/cgroup.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <sys/wait.h>
#include <unistd.h>

namespace agentarium::init {

namespace {
/// So much may wait for a viewer before the shell's output is held back; less than the ring, so that nothing
/// is overwritten that the viewer has yet to see.
constexpr std::uint64_t kAhead = 128 * 1024;
constexpr std::chrono::seconds kHangUpGrace{2};
} // namespace

Shell::~Shell() {
    *m_alive = false;
    m_loop.cancel(m_kill);
    if (m_pty.master) m_loop.forget(m_pty.master.get());
    if (m_pid <= 0) return;
    m_children.forget(m_pid);
    ::kill(-m_pid, SIGKILL);
}

std::optional<std::string> Shell::start(const Agent& agent, int width, int height) {
    m_pty = openPty();
    if (!m_pty) return std::string("cannot make a terminal: ") + std::strerror(errno);
    resize(width, height);
    SpawnSpec spec;
    spec.argv = {"/bin/bash"};
    spec.env = agent.environment();
    spec.env["TERM"] = "xterm";
    spec.cwd = agent.folder();
    spec.cgroup = kCommandCgroup;
    spec.oomScore = kCommandOomScore;
    spec.tty = m_pty.slave.get();
    Spawned spawned = m_children.spawn(spec);
    if (spawned.error == ENOENT) {
        spec.argv = {"/bin/sh"};
        spawned = m_children.spawn(spec);
    }
    m_pty.slave.reset();
    if (spawned.pid < 0) return spawned.failure;
    m_pid = spawned.pid;
    m_children.onExit(m_pid, [this](int status) {
        m_pid = -1;
        m_status = status;
        m_loop.cancel(m_kill);
        pumpSoon();
    });
    m_loop.watch(m_pty.master.get(), [this](std::uint32_t) { pumpSoon(); });
    return std::nullopt;
}

std::uint64_t Shell::attach(ShellViewer& viewer) {
    if (m_viewer) m_viewer->shellReplaced();
    m_viewer = &viewer;
    const std::uint64_t lost = m_output.begin() > m_seen ? m_output.begin() - m_seen : 0;
    m_seen = m_output.begin();
    m_told = false;
    pumpSoon();
    return lost;
}

void Shell::detach(const ShellViewer& viewer) {
    if (m_viewer != &viewer) return;
    m_viewer = nullptr;
    pumpSoon(); // what was held back for it goes on
}

void Shell::seen(std::uint64_t place) {
    m_seen = place;
    pumpSoon();
}

void Shell::input(std::string_view bytes) {
    m_input += bytes;
    pumpSoon();
}

void Shell::hangUp() {
    if (m_pid <= 0 || m_kill) return;
    ::kill(-m_pid, SIGHUP);
    m_kill = m_loop.after(kHangUpGrace, [this] {
        m_kill = 0;
        if (m_pid > 0) ::kill(-m_pid, SIGKILL);
    });
}

void Shell::pumpSoon() {
    if (std::exchange(m_posted, true)) return;
    m_loop.post([this, alive = m_alive] {
        if (!*alive) return;
        m_posted = false;
        pump();
    });
}

bool Shell::held() const {
    return m_viewer && m_output.end() - m_seen >= kAhead;
}

void Shell::pump() {
    const std::uint64_t before = m_output.end();
    const std::size_t waiting = m_input.size();
    write();
    const bool more = read();
    if (more && !held()) pumpSoon();
    if (m_status && !more && !m_end) {
        const int status = *m_status;
        m_end = WIFSIGNALED(status) ? nlohmann::json{{"signal", WTERMSIG(status)}}
                                    : nlohmann::json{{"exitCode", WEXITSTATUS(status)}};
    }
    const bool news = m_output.end() != before || m_input.size() != waiting || m_end || !m_told;
    if (m_viewer && news) {
        m_told = true;
        m_viewer->shellChanged();
    }
}

/// A piece a turn; true when there may be more.
bool Shell::read() {
    static std::array<char, 32 * 1024> buffer;
    if (!m_pty.master) return false;
    if (held()) return true;
    const ssize_t n = ::read(m_pty.master.get(), buffer.data(), buffer.size());
    if (n > 0) {
        m_output.add({buffer.data(), static_cast<std::size_t>(n)});
        return true;
    }
    if (n < 0 && errno == EINTR) return true;
    // EIO: the last process has closed the terminal. After the shell's own end nothing else is waited for.
    if (n < 0 && errno == EAGAIN && !m_status) return false;
    m_loop.forget(m_pty.master.get());
    m_pty.master.reset();
    return false;
}

void Shell::write() {
    if (m_input.empty()) return;
    if (!m_pty.master) return m_input.clear();
    const ssize_t n = ::write(m_pty.master.get(), m_input.data(), m_input.size());
    if (n > 0) m_input.erase(0, static_cast<std::size_t>(n));
    if (n < 0 && errno != EAGAIN && errno != EINTR) m_input.clear();
}

} // namespace agentarium::init
