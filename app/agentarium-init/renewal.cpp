// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/renewal.h"

#include "app/agentarium-init/clock.h"
#include "app/agentarium-init/files.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <dirent.h>
#include <fcntl.h>
#include <linux/random.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace agentarium::init {

namespace {

/// What resources/guest/python/agentarium_renew.py listens to.
constexpr int kRenewSignal = 50;
constexpr std::size_t kSeedBytes = 32;
/// How long what was found of the processes counts. A copy's clock goes on from its template's, where they
/// were looked for a moment before.
constexpr std::int64_t kFreshNs = 1'000'000'000;

/// The layout of the kernel's rand_pool_info with room for its bytes.
struct Entropy {
    int bits = kSeedBytes * 8;
    int bytes = kSeedBytes;
    std::array<unsigned char, kSeedBytes> seed{};
};

/// The signal ends a process that does not know it.
bool catchesRenewals(const std::string& pid) {
    const std::string status = readSmall("/proc/" + pid + "/status");
    const auto at = status.find("SigCgt:");
    if (at == std::string::npos) return false;
    return (std::strtoull(status.c_str() + at + 7, nullptr, 16) >> (kRenewSignal - 1)) & 1;
}

} // namespace

Renewals::Renewals(Loop& loop, Identity& identity)
    : m_loop(loop)
    , m_identity(identity)
    , m_random(::open("/dev/urandom", O_RDWR | O_CLOEXEC))
    , m_news(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
    ::mkdir("/run/agentarium", 0755);
    ::mkdir(kRenewFolder, 0700);
    ::inotify_add_watch(m_news.get(), kRenewFolder, IN_CREATE);
    m_loop.watch(m_news.get(), [this](std::uint32_t) {
        std::array<char, 4096> events;
        while (::read(m_news.get(), events.data(), events.size()) > 0)
            m_foundNs = 0;
    });
}

void Renewals::seedKernel(const std::string& hex) {
    Entropy entropy;
    for (std::size_t i = 0; i < kSeedBytes; ++i)
        entropy.seed[i] = static_cast<unsigned char>(std::strtoul(hex.substr(2 * i, 2).c_str(), nullptr, 16));
    ::ioctl(m_random.get(), RNDADDENTROPY, &entropy);
    ::ioctl(m_random.get(), RNDRESEEDCRNG);
}

void Renewals::findProcesses() {
    m_processes.clear();
    m_foundNs = nowNs();
    DIR* folder = ::opendir(kRenewFolder);
    if (!folder) return;
    while (const dirent* entry = ::readdir(folder)) {
        const std::string name = entry->d_name;
        const long pid = std::strtol(name.c_str(), nullptr, 10);
        if (pid <= 1) continue;
        // Opened before the look: a number that goes to another process afterwards does no harm.
        Fd process(static_cast<int>(::syscall(SYS_pidfd_open, static_cast<pid_t>(pid), 0)));
        if (process && catchesRenewals(name))
            m_processes.push_back(std::move(process));
        else
            ::unlink((std::string(kRenewFolder) + "/" + name).c_str());
    }
    ::closedir(folder);
}

void Renewals::renew(const wire::Renewal& renewal) {
    seedKernel(renewal.seed);
    m_identity.setMachineId(renewal.machineId);
    if (!renewal.hostname.empty()) m_identity.setHostname(renewal.hostname);
    if (m_foundNs == 0 || nowNs() - m_foundNs > kFreshNs) findProcesses();
    for (const Fd& process : m_processes)
        ::syscall(SYS_pidfd_send_signal, process.get(), kRenewSignal, nullptr, 0);
}

} // namespace agentarium::init
