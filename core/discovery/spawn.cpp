// SPDX-License-Identifier: Apache-2.0
#include "core/discovery/spawn.h"

#include "core/contract/error.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

extern char** environ;

namespace agentarium::discovery {

namespace {

/// posix_spawn's two parameter blocks, freed whatever happens.
struct SpawnPlan {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;

    SpawnPlan() {
        posix_spawn_file_actions_init(&files);
        posix_spawnattr_init(&attributes);
    }
    ~SpawnPlan() {
        posix_spawnattr_destroy(&attributes);
        posix_spawn_file_actions_destroy(&files);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;
};

std::vector<std::string> environmentWith(const std::string& name, const std::string& value) {
    std::vector<std::string> result;
    for (char** entry = environ; *entry; ++entry)
        if (std::strncmp(*entry, (name + "=").c_str(), name.size() + 1) != 0) result.emplace_back(*entry);
    result.push_back(name + "=" + value);
    return result;
}

std::string describe(int status) {
    if (WIFSIGNALED(status)) return std::string("was ended by signal ") + std::to_string(WTERMSIG(status));
    return "ended with exit code " + std::to_string(WEXITSTATUS(status));
}

} // namespace

DetachedProcess::DetachedProcess(const std::filesystem::path& program, const std::filesystem::path& home,
                                 const std::filesystem::path& log) {
    SpawnPlan plan;
    short flags = POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
    posix_spawn_file_actions_addchdir_np(&plan.files, home.c_str());
    posix_spawn_file_actions_addopen(&plan.files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&plan.files, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_adddup2(&plan.files, 1, 2);
#ifdef __APPLE__
    flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#else
    posix_spawn_file_actions_addclosefrom_np(&plan.files, 3);
#endif
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&plan.attributes, &all);
    posix_spawnattr_setsigmask(&plan.attributes, &none);
    posix_spawnattr_setflags(&plan.attributes, flags);

    std::vector<std::string> environment = environmentWith("AGENTARIUM_HOME", home.string());
    std::vector<char*> pointers;
    for (std::string& entry : environment)
        pointers.push_back(entry.data());
    pointers.push_back(nullptr);
    std::string name = program.string();
    char* arguments[] = {name.data(), nullptr};

    const int rc =
        posix_spawn(&m_pid, program.c_str(), &plan.files, &plan.attributes, arguments, pointers.data());
    if (rc != 0)
        throw Error(ErrorKind::Unreachable,
                    "The daemon " + name + " cannot be started: " + std::strerror(rc) + ".",
                    "Check that the file may be executed and that " + log.string() + " may be written.");
}

DetachedProcess::~DetachedProcess() {
    if (m_pid < 0 || ended()) return;
    std::thread([pid = m_pid] {
        int status = 0;
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
        }
    }).detach();
}

std::optional<std::string> DetachedProcess::ended() {
    if (m_end) return m_end;
    int status = 0;
    if (waitpid(m_pid, &status, WNOHANG) == m_pid) m_end = describe(status);
    return m_end;
}

} // namespace agentarium::discovery
