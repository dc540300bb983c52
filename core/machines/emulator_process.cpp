// SPDX-License-Identifier: Apache-2.0
#include "core/machines/emulator_process.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <poll.h>
#include <signal.h>
#include <sstream>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

#ifdef __linux__
#include <sys/syscall.h>
#endif

namespace agentarium::machines {

namespace fs = std::filesystem;

namespace {

#ifdef __linux__

/// Separated by zeros; empty when it is gone.
std::string argumentsOf(long pid) {
    // A process that ends after the file was opened makes reading fail, and an iterator over it throw.
    std::ostringstream text;
    text << std::ifstream("/proc/" + std::to_string(pid) + "/cmdline", std::ios::binary).rdbuf();
    return text.str();
}

/// libvirt passes `-name guest=<domain>,…`.
bool isEmulatorOf(long pid, const std::string& domain) {
    const std::string arguments = argumentsOf(pid);
    const std::string wanted = "guest=" + domain;
    const auto at = arguments.find(wanted);
    if (at == std::string::npos || at == 0 || arguments[at - 1] != '\0') return false;
    const char after = at + wanted.size() < arguments.size() ? arguments[at + wanted.size()] : '\0';
    return after == ',' || after == '\0';
}

/// This user's, as far as `found` wants them: it returns false when it has seen enough.
void eachProcess(const std::function<bool(long pid)>& found) {
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator("/proc", ec)) {
        const std::string name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        struct stat info {};
        if (stat(entry.path().c_str(), &info) != 0 || info.st_uid != geteuid()) continue;
        if (!found(std::strtol(name.c_str(), nullptr, 10))) return;
    }
}

long fromProcesses(const std::string& domain) {
    long emulator = 0;
    eachProcess([&](long pid) {
        if (isEmulatorOf(pid, domain)) emulator = pid;
        return emulator == 0;
    });
    return emulator;
}

class PidFd {
public:
    explicit PidFd(long pid) : m_fd(static_cast<int>(syscall(SYS_pidfd_open, static_cast<pid_t>(pid), 0))) {}
    ~PidFd() {
        if (m_fd >= 0) close(m_fd);
    }
    PidFd(const PidFd&) = delete;
    PidFd& operator=(const PidFd&) = delete;

    bool valid() const { return m_fd >= 0; }
    void kill() const { syscall(SYS_pidfd_send_signal, m_fd, SIGKILL, nullptr, 0); }
    bool waitGone(std::chrono::milliseconds limit) const {
        pollfd wait{m_fd, POLLIN, 0};
        return poll(&wait, 1, static_cast<int>(limit.count())) == 1;
    }

private:
    int m_fd;
};

#endif

long fromFile(const fs::path& pidFile) {
    long pid = 0;
    if (!pidFile.empty()) std::ifstream(pidFile) >> pid;
    return pid;
}

} // namespace

#ifdef __linux__

long findEmulator(const std::string& domain, const fs::path& pidFile) {
    const long pid = fromFile(pidFile);
    if (pid > 0 && isEmulatorOf(pid, domain)) return pid;
    return fromProcesses(domain);
}

std::vector<std::string> emulatorsThatName(const std::vector<fs::path>& libFolders) {
    std::vector<std::string> domains;
    eachProcess([&](long pid) {
        const std::string arguments = argumentsOf(pid), mark = std::string(1, '\0') + "guest=";
        const auto isNamed = [&](const fs::path& folder) {
            return arguments.find('"' + folder.string() + "/domain-") != std::string::npos;
        };
        const auto at = arguments.find(mark);
        if (at != std::string::npos && std::any_of(libFolders.begin(), libFolders.end(), isNamed)) {
            const auto begin = at + mark.size();
            const auto end = arguments.find_first_of(std::string(",\0", 2), begin);
            domains.push_back(arguments.substr(begin, end - begin));
        }
        return true;
    });
    return domains;
}

bool killEmulator(const std::string& domain, const fs::path& pidFile, std::chrono::milliseconds limit) {
    const long pid = findEmulator(domain, pidFile);
    if (pid == 0) return true;
    const PidFd handle(pid);
    // The handle is open before the process is looked at again: from here on the number cannot change its
    // meaning.
    if (!handle.valid() || !isEmulatorOf(pid, domain)) return true;
    handle.kill();
    return handle.waitGone(limit);
}

#else

long findEmulator(const std::string&, const fs::path& pidFile) {
    const long pid = fromFile(pidFile);
    return pid > 0 && kill(static_cast<pid_t>(pid), 0) == 0 ? pid : 0;
}

std::vector<std::string> emulatorsThatName(const std::vector<fs::path>&) {
    return {};
}

bool killEmulator(const std::string& domain, const fs::path& pidFile, std::chrono::milliseconds limit) {
    const auto end = std::chrono::steady_clock::now() + limit;
    if (const long pid = findEmulator(domain, pidFile)) kill(static_cast<pid_t>(pid), SIGKILL);
    while (findEmulator(domain, pidFile)) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

#endif

} // namespace agentarium::machines
