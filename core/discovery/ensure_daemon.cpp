// SPDX-License-Identifier: Apache-2.0
#include "core/discovery/ensure_daemon.h"

#include "core/contract/error.h"
#include "core/discovery/log_tail.h"
#include "core/discovery/spawn.h"
#include "core/discovery/start_lock.h"

#include <memory>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace agentarium::discovery {

namespace {

using Clock = std::chrono::steady_clock;

#ifdef MSG_NOSIGNAL
constexpr int kNoSignal = MSG_NOSIGNAL;
#else
constexpr int kNoSignal = 0; // macOS has an option of the socket for it
#endif

/// One that is busy may take longer; it is taken for ready then.
constexpr int kAnswerMs = 2000;

/// True when the daemon answers. One that is going away, or was killed this very moment, may hold the lock
/// and accept connections a little longer, and then closes them without a word.
bool answers(const DaemonInfo& info) {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
#ifdef SO_NOSIGPIPE
    const int yes = 1;
    setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, &yes, sizeof yes);
#endif
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(info.port));
    bool alive = connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    if (alive) {
        const std::string request =
            "GET /api/v1/daemon HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(info.port) +
            "\r\nConnection: close\r\n\r\n";
        pollfd answer{fd, POLLIN, 0};
        char byte = 0;
        alive = send(fd, request.data(), request.size(), kNoSignal) > 0 &&
                (poll(&answer, 1, kAnswerMs) == 0 || recv(fd, &byte, 1, 0) == 1);
    }
    close(fd);
    return alive;
}

std::optional<DaemonInfo> readyDaemon(const std::filesystem::path& home) {
    auto info = runningDaemon(home);
    if (info && !answers(*info)) info.reset();
    return info;
}

/// One client's wait for a daemon: what has been tried and until when.
class Starting {
public:
    explicit Starting(const StartOptions& options)
        : m_options(options), m_until(Clock::now() + options.deadline), m_log(options.home / "daemon.log") {}

    DaemonInfo run() {
        makeHome(m_options.home);
        StartLock lock(m_options.home);
        while (!lock.tryTake()) {
            // Somebody else is starting one.
            if (auto info = readyDaemon(m_options.home)) return *info;
            pause("Another program has been starting the daemon for too long.");
        }
        if (auto info = readyDaemon(m_options.home)) return *info;
        if (m_options.onStarting) m_options.onStarting();
        start();
        for (;;) {
            if (auto info = readyDaemon(m_options.home)) return *info;
            if (auto end = m_process->ended()) afterEnd(*end);
            pause("The daemon did not get ready in time.");
        }
    }

private:
    void start() {
        std::optional<std::filesystem::path> program = m_options.program;
        if (program->empty()) program = findProgram("agentariumd");
        if (!program)
            throw Error(ErrorKind::Unreachable,
                        "The daemon agentariumd was not found beside this program or on PATH.",
                        "Install it beside this program, or add its folder to PATH.");
        m_lostToOther = lockHeld(m_options.home);
        m_logFrom = prepareLog(m_log);
        m_process = std::make_unique<DetachedProcess>(*program, m_options.home, m_log);
    }

    /// Ours has ended: because an older one is still going away, which is waited for, or because it cannot
    /// run.
    void afterEnd(const std::string& end) {
        if (lockHeld(m_options.home)) {
            m_lostToOther = true;
            return;
        }
        if (!m_lostToOther) fail("The daemon could not be started: agentariumd " + end + ".");
        start();
    }

    void pause(const std::string& tooLate) {
        if (m_options.isCancelled && m_options.isCancelled())
            throw Error(ErrorKind::Cancelled, "Cancelled while the daemon was starting.");
        if (Clock::now() > m_until) fail(tooLate);
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }

    [[noreturn]] void fail(std::string message) const {
        nlohmann::json details = nlohmann::json::object();
        const auto tail = logTail(m_log, m_logFrom, 20);
        if (!tail.empty()) {
            details["logTail"] = tail;
            message += " The end of its log follows.";
        }
        throw Error(ErrorKind::Unreachable, message,
                    "Read " + m_log.string() + ", remove the cause and try again.", std::move(details));
    }

    const StartOptions& m_options;
    Clock::time_point m_until;
    std::filesystem::path m_log;
    std::uint64_t m_logFrom = 0;
    std::unique_ptr<DetachedProcess> m_process;
    bool m_lostToOther = false;
};

} // namespace

DaemonInfo ensureDaemon(const StartOptions& options) {
    if (auto info = readyDaemon(options.home)) return *info;
    return Starting(options).run();
}

bool waitUntilGone(const std::filesystem::path& home, std::chrono::milliseconds deadline) {
    const auto until = Clock::now() + deadline;
    while (lockHeld(home)) {
        if (Clock::now() > until) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return true;
}

} // namespace agentarium::discovery
