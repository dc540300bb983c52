// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/children.h"

#include "app/agentarium-init/files.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace agentarium::init {

namespace {

enum class Step : int { Cgroup, Directory, Program };

struct Report {
    Step step;
    int error;
};

std::string sentence(const Report& report, const SpawnSpec& spec) {
    const std::string why = std::strerror(report.error);
    if (report.step == Step::Cgroup) return "cannot enter the cgroup " + spec.cgroup + ": " + why;
    if (report.step == Step::Directory) return "cannot change to the folder " + spec.cwd + ": " + why;
    return "cannot run " + spec.argv[0] + ": " + why;
}

/// In the child: never returns.
[[noreturn]] void become(const SpawnSpec& spec, int reportFd, std::vector<char*>& argv,
                         std::vector<char*>& env) {
    const auto fail = [&](Step step) {
        const Report report{step, errno};
        [[maybe_unused]] const auto n = ::write(reportFd, &report, sizeof report);
        ::_exit(127);
    };
    ::setsid();
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::signal(SIGPIPE, SIG_DFL);
    writeSmall("/proc/self/oom_score_adj", std::to_string(spec.oomScore));
    ::setpriority(PRIO_PROCESS, 0, 0);
    if (!spec.cgroup.empty() && !writeSmall(spec.cgroup + "/cgroup.procs", "0")) fail(Step::Cgroup);
    const rlimit files{65536, 1048576};
    ::setrlimit(RLIMIT_NOFILE, &files);
    const int null = ::open("/dev/null", O_RDWR);
    const auto chosen = [&](int fd) { return spec.tty >= 0 ? spec.tty : fd >= 0 ? fd : null; };
    ::dup2(chosen(-1), STDIN_FILENO);
    ::dup2(chosen(spec.out), STDOUT_FILENO);
    ::dup2(chosen(spec.err), STDERR_FILENO);
    if (spec.tty >= 0) ::ioctl(STDIN_FILENO, TIOCSCTTY, 0);
    if (null > STDERR_FILENO) ::close(null);
    ::umask(022);
    if (::chdir(spec.cwd.c_str())) fail(Step::Directory);
    ::environ = env.data();
    ::execvp(argv[0], argv.data());
    fail(Step::Program);
    ::_exit(127);
}

} // namespace

Children::Children(Loop& loop) {
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGCHLD);
    ::sigprocmask(SIG_BLOCK, &signals, nullptr);
    m_signals = Fd(::signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC));
    loop.watch(m_signals.get(), [this](std::uint32_t) { reap(); });
}

Spawned Children::spawn(const SpawnSpec& spec) {
    int report[2];
    if (spec.argv.empty() || spec.argv[0].empty()) return {-1, EINVAL, "no program was named"};
    if (::pipe2(report, O_CLOEXEC)) return {-1, errno, "cannot make a pipe"};
    Fd reader(report[0]), writer(report[1]);

    std::vector<std::string> variables;
    for (const auto& [key, value] : spec.env)
        variables.push_back(key + "=" + value);
    std::vector<char*> argv, env;
    for (const auto& word : spec.argv)
        argv.push_back(const_cast<char*>(word.c_str()));
    for (auto& variable : variables)
        env.push_back(variable.data());
    argv.push_back(nullptr);
    env.push_back(nullptr);

    const pid_t pid = ::fork();
    if (pid < 0) return {-1, errno, std::string("cannot start a process: ") + std::strerror(errno)};
    if (pid == 0) become(spec, writer.get(), argv, env);
    writer.reset();
    Report failure{};
    // Closed by exec when all went well.
    if (::read(reader.get(), &failure, sizeof failure) == sizeof failure)
        return {-1, failure.error, sentence(failure, spec)};
    return {pid, 0, {}};
}

void Children::onExit(pid_t pid, OnExit handler) {
    m_handlers[pid] = std::move(handler);
}

void Children::reap() {
    signalfd_siginfo info;
    while (::read(m_signals.get(), &info, sizeof info) > 0) {
    }
    int status = 0;
    for (pid_t pid = 0; (pid = ::waitpid(-1, &status, WNOHANG)) > 0;) {
        const auto node = m_handlers.extract(pid);
        if (node && node.mapped()) node.mapped()(status);
    }
}

} // namespace agentarium::init
