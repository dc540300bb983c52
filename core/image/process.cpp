// SPDX-License-Identifier: Apache-2.0
#include "core/image/process.h"

#include "core/contract/error.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <map>
#include <poll.h>
#include <spawn.h>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace agentarium::image {

namespace {

/// Ends the process group when left early, so that no exception leaves a child behind.
class Child {
public:
    explicit Child(pid_t pid) : m_pid(pid) {}
    ~Child() {
        if (m_pid > 0) end(std::chrono::milliseconds(0));
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    int wait() {
        int status = 0;
        while (::waitpid(m_pid, &status, 0) < 0 && errno == EINTR) {
        }
        m_pid = 0;
        return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }

    void end(std::chrono::milliseconds grace) {
        const pid_t group = m_pid;
        ::kill(-group, SIGTERM);
        const auto deadline = std::chrono::steady_clock::now() + grace;
        while (std::chrono::steady_clock::now() < deadline) {
            if (::waitpid(m_pid, nullptr, WNOHANG) == m_pid) {
                m_pid = 0;
                break;
            }
            ::usleep(20000);
        }
        ::kill(-group, SIGKILL);
        if (m_pid > 0) wait();
    }

private:
    pid_t m_pid;
};

struct Pipe {
    std::array<int, 2> fd{-1, -1};
    ~Pipe() {
        for (int end : fd)
            if (end >= 0) ::close(end);
    }
    void closeWriteEnd() {
        ::close(fd[1]);
        fd[1] = -1;
    }
};

std::vector<std::string> merged(const std::vector<std::string>& extra) {
    std::map<std::string, std::string> all;
    const auto put = [&](const std::string& entry) { all[entry.substr(0, entry.find('='))] = entry; };
    for (char** entry = environ; *entry; ++entry)
        put(*entry);
    for (const std::string& entry : extra)
        put(entry);
    std::vector<std::string> result;
    for (auto& [name, entry] : all)
        result.push_back(entry);
    return result;
}

std::vector<char*> pointersOf(std::vector<std::string>& strings) {
    std::vector<char*> pointers;
    for (std::string& text : strings)
        pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

void openPipe(Pipe& pipe) {
#ifdef __linux__
    const int failed = ::pipe2(pipe.fd.data(), O_CLOEXEC);
#else
    const int failed = ::pipe(pipe.fd.data());
    for (int end : pipe.fd)
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
#endif
    if (failed) throw Error(ErrorKind::RuntimeFailed, fmt::format("No pipe: {}", std::strerror(errno)));
}

pid_t spawn(std::vector<std::string> command, const std::vector<std::string>& extra, Pipe& output) {
    openPipe(output);
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
    ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, output.fd[1], 1);
    ::posix_spawn_file_actions_adddup2(&actions, output.fd[1], 2);
    sigset_t none;
    sigset_t pipeSignal;
    ::sigemptyset(&none);
    ::sigemptyset(&pipeSignal);
    ::sigaddset(&pipeSignal, SIGPIPE);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &pipeSignal);
    ::posix_spawnattr_setpgroup(&attributes, 0);
    ::posix_spawnattr_setflags(&attributes,
                               POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    std::vector<std::string> environment = merged(extra);
    pid_t pid = 0;
    const int failed = ::posix_spawnp(&pid, command.front().c_str(), &actions, &attributes,
                                      pointersOf(command).data(), pointersOf(environment).data());
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
    if (failed)
        throw Error(ErrorKind::RuntimeFailed,
                    fmt::format("{} cannot be started: {}", command.front(), std::strerror(failed)));
    output.closeWriteEnd();
    return pid;
}

} // namespace

int run(const Process& process, jobs::JobContext& job) {
    job.checkCancelled();
    Pipe output;
    Child child(spawn(process.command, process.environment, output));
    std::string pending;
    std::array<char, 16384> buffer{};
    auto lastTick = std::chrono::steady_clock::now();
    while (true) {
        pollfd waiting{output.fd[0], POLLIN, 0};
        const int ready = ::poll(&waiting, 1, 100);
        if (job.cancelled()) {
            child.end(process.graceAfterCancel);
            job.checkCancelled();
        }
        if (const auto now = std::chrono::steady_clock::now();
            process.tick && now - lastTick >= std::chrono::milliseconds(200)) {
            lastTick = now;
            process.tick();
        }
        if (ready <= 0) continue;
        const ssize_t got = ::read(output.fd[0], buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        pending.append(buffer.data(), static_cast<std::size_t>(got));
        std::size_t begin = 0;
        for (std::size_t end; (end = pending.find('\n', begin)) != std::string::npos; begin = end + 1)
            if (process.line) process.line(pending.substr(begin, end - begin));
        pending.erase(0, begin);
    }
    if (!pending.empty() && process.line) process.line(pending);
    return child.wait();
}

std::string findProgram(const std::string& program) {
    const char* path = std::getenv("PATH");
    std::istringstream folders(std::string(path ? path : "") +
                               ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    for (std::string folder; std::getline(folders, folder, ':');) {
        if (folder.empty()) continue;
        const std::string candidate = folder + "/" + program;
        if (::access(candidate.c_str(), X_OK) == 0) return candidate;
    }
    return {};
}

} // namespace agentarium::image
