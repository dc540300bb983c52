// SPDX-License-Identifier: Apache-2.0
#include "core/base/subprocess.h"

#include "core/base/line_splitter.h"
#include "core/contract/error.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

extern char** environ;

namespace agentarium {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

namespace {

constexpr auto kPoliteWait = 2s;
/// How long output is still read after the program itself has ended (someone else may hold its pipe).
constexpr auto kDrainWait = 200ms;

class Fd {
public:
    explicit Fd(int fd = -1) : m_fd(fd) {}
    ~Fd() { reset(); }
    Fd(const Fd&) = delete;
    Fd& operator=(const Fd&) = delete;
    int get() const { return m_fd; }
    void reset(int fd = -1) {
        if (m_fd >= 0) ::close(m_fd);
        m_fd = fd;
    }

private:
    int m_fd;
};

bool makePipe(int (&ends)[2]) {
#ifdef __APPLE__
    return ::pipe(ends) == 0 && ::fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0 &&
           ::fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0;
#else
    return ::pipe2(ends, O_CLOEXEC) == 0;
#endif
}

struct SpawnPlan {
    posix_spawn_file_actions_t actions{};
    posix_spawnattr_t attributes{};
    SpawnPlan() {
        posix_spawn_file_actions_init(&actions);
        posix_spawnattr_init(&attributes);
    }
    ~SpawnPlan() {
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;
};

std::vector<std::string> mergedEnvironment(const std::map<std::string, std::string>& additions) {
    std::vector<std::string> merged;
    for (char** entry = environ; entry && *entry; ++entry) {
        const std::string_view text(*entry);
        if (!additions.contains(std::string(text.substr(0, text.find('='))))) merged.emplace_back(text);
    }
    for (const auto& [name, value] : additions)
        merged.push_back(name + "=" + value);
    return merged;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> result;
    for (std::string& word : words)
        result.push_back(word.data());
    result.push_back(nullptr);
    return result;
}

Error cannotStart(const std::string& program, const std::string& why) {
    return Error(ErrorKind::RuntimeFailed,
                 fmt::format("The program {} could not be started: {}.", program, why),
                 fmt::format("Install {} or put it in PATH.", program));
}

pid_t spawnChild(const ProcessSpec& spec, const std::filesystem::path& program, int output) {
    SpawnPlan plan;
    posix_spawn_file_actions_addopen(&plan.actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&plan.actions, output, 1);
    posix_spawn_file_actions_adddup2(&plan.actions, output, 2);
    if (!spec.cwd.empty()) posix_spawn_file_actions_addchdir_np(&plan.actions, spec.cwd.c_str());
    short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
#ifdef __APPLE__
    flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#else
    posix_spawn_file_actions_addclosefrom_np(&plan.actions, 3);
#endif
    sigset_t all;
    sigset_t none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&plan.attributes, &all);
    posix_spawnattr_setsigmask(&plan.attributes, &none);
    posix_spawnattr_setpgroup(&plan.attributes, 0);
    posix_spawnattr_setflags(&plan.attributes, flags);

    std::vector<std::string> words = spec.argv;
    std::vector<std::string> environment = mergedEnvironment(spec.env);
    std::vector<char*> argv = pointers(words);
    std::vector<char*> envp = pointers(environment);
    pid_t pid = -1;
    const int error =
        posix_spawn(&pid, program.c_str(), &plan.actions, &plan.attributes, argv.data(), envp.data());
    if (error != 0) throw cannotStart(program.string(), std::strerror(error));
    return pid;
}

/// A child that is certainly gone, and reaped, when this is.
class Child {
public:
    explicit Child(pid_t pid) : m_pid(pid) {}
    ~Child() {
        if (!m_reaped) {
            ::kill(-m_pid, SIGKILL);
            reap();
        }
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    void signalGroup(int signal) const { ::kill(-m_pid, signal); }

    /// Not reaped yet, so that the group's number cannot be someone else's.
    bool hasEnded() const {
        siginfo_t info{};
        return ::waitid(P_PID, static_cast<id_t>(m_pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
               info.si_pid == m_pid;
    }

    int reap() {
        int status = 0;
        while (::waitpid(m_pid, &status, 0) < 0 && errno == EINTR) {
        }
        m_reaped = true;
        return status;
    }

private:
    pid_t m_pid;
    bool m_reaped = false;
};

} // namespace

std::string ProcessResult::outcome() const {
    if (cancelled) return "cancelled";
    if (timedOut) return "no end within its time limit";
    if (signal != 0) return fmt::format("signal {} ({})", signal, strsignal(signal));
    return fmt::format("exit code {}", exitCode);
}

ProcessResult runProcess(const ProcessSpec& spec, const std::function<void(std::string_view)>& onLine,
                         const std::function<bool()>& cancelled) {
    if (spec.argv.empty())
        throw Error(ErrorKind::RuntimeFailed, "A program without a name was to be started.");
    const std::optional<std::filesystem::path> program = findProgram(spec.argv.front());
    if (!program) throw cannotStart(spec.argv.front(), "it was not found");

    int ends[2];
    if (!makePipe(ends)) throw cannotStart(spec.argv.front(), std::strerror(errno));
    Fd readEnd(ends[0]);
    Fd writeEnd(ends[1]);
    ::fcntl(readEnd.get(), F_SETFL, O_NONBLOCK);
    Child child(spawnChild(spec, *program, writeEnd.get()));
    writeEnd.reset();

    ProcessResult result;
    LineSplitter lines(onLine);
    const auto deadline = Clock::now() + spec.timeout;
    std::optional<Clock::time_point> killAt;
    std::optional<Clock::time_point> stopReadingAt;
    std::array<char, 16384> buffer;
    bool open = true;
    for (;;) {
        pollfd entry{readEnd.get(), POLLIN, 0};
        if (open) {
            ::poll(&entry, 1, 50);
        } else {
            std::this_thread::sleep_for(5ms);
        }
        while (open) {
            const ssize_t got = ::read(readEnd.get(), buffer.data(), buffer.size());
            if (got > 0) lines.feed({buffer.data(), static_cast<std::size_t>(got)});
            if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) open = false;
            if (got < static_cast<ssize_t>(buffer.size())) break;
        }
        const auto now = Clock::now();
        if (!killAt) {
            result.cancelled = cancelled && cancelled();
            result.timedOut = !result.cancelled && now >= deadline;
            if (result.cancelled || result.timedOut) {
                child.signalGroup(SIGTERM);
                killAt = now + kPoliteWait;
            }
        } else if (now >= *killAt) {
            child.signalGroup(SIGKILL);
        }
        if (!child.hasEnded()) continue;
        if (!stopReadingAt) stopReadingAt = now + kDrainWait;
        if (!open || now >= *stopReadingAt) break;
    }
    lines.flush();
    child.signalGroup(SIGKILL);
    const int status = child.reap();
    if (WIFEXITED(status)) result.exitCode = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) result.signal = WTERMSIG(status);
    result.tail = lines.tail();
    return result;
}

std::optional<std::filesystem::path> findProgram(std::string_view name) {
    const auto executable = [](const std::filesystem::path& path) {
        std::error_code ec;
        return std::filesystem::is_regular_file(path, ec) && ::access(path.c_str(), X_OK) == 0;
    };
    if (name.empty()) return std::nullopt;
    if (name.find('/') != std::string::npos) {
        if (name.front() == '/' && executable(name)) return std::filesystem::path(name);
        return std::nullopt;
    }
    const char* variable = std::getenv("PATH");
    std::string_view rest = variable ? variable : "/usr/local/bin:/usr/bin:/bin";
    while (!rest.empty()) {
        const std::size_t colon = rest.find(':');
        const std::string_view folder = rest.substr(0, colon);
        rest = colon == std::string_view::npos ? std::string_view{} : rest.substr(colon + 1);
        if (folder.empty() || folder.front() != '/') continue;
        const std::filesystem::path path = std::filesystem::path(folder) / name;
        if (executable(path)) return path;
    }
    return std::nullopt;
}

} // namespace agentarium
