// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/renewal.h"

#include "app/agentarium-init/fd.h"
#include "app/agentarium-init/files.h"
#include "app/agentarium-init/network.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <dirent.h>
#include <fcntl.h>
#include <linux/random.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace agentarium::init {

namespace {

/// What resources/guest/python/agentarium_renew.py listens to.
constexpr int kRenewSignal = 50;
constexpr std::size_t kSeedBytes = 32;

/// The layout of the kernel's rand_pool_info with room for its bytes.
struct Entropy {
    int bits = kSeedBytes * 8;
    int bytes = kSeedBytes;
    std::array<unsigned char, kSeedBytes> seed{};
};

void seedKernel(const std::string& hex) {
    Entropy entropy;
    for (std::size_t i = 0; i < kSeedBytes; ++i)
        entropy.seed[i] = static_cast<unsigned char>(std::strtoul(hex.substr(2 * i, 2).c_str(), nullptr, 16));
    const Fd device(::open("/dev/urandom", O_RDWR | O_CLOEXEC));
    ::ioctl(device.get(), RNDADDENTROPY, &entropy);
    ::ioctl(device.get(), RNDRESEEDCRNG);
}

/// The signal ends a process that does not know it, and a number may have gone to another process since.
bool catchesRenewals(const std::string& pid) {
    const std::string status = readSmall("/proc/" + pid + "/status");
    const auto at = status.find("SigCgt:");
    if (at == std::string::npos) return false;
    return (std::strtoull(status.c_str() + at + 7, nullptr, 16) >> (kRenewSignal - 1)) & 1;
}

void tellProcesses() {
    DIR* folder = ::opendir(kRenewFolder);
    if (!folder) return;
    while (const dirent* entry = ::readdir(folder)) {
        const std::string name = entry->d_name;
        const long pid = std::strtol(name.c_str(), nullptr, 10);
        if (pid <= 1) continue;
        if (!catchesRenewals(name) || ::kill(static_cast<pid_t>(pid), kRenewSignal) != 0)
            ::unlink((std::string(kRenewFolder) + "/" + name).c_str());
    }
    ::closedir(folder);
}

} // namespace

void prepareRenewals() {
    ::mkdir("/run/agentarium", 0755);
    ::mkdir(kRenewFolder, 0700);
}

void renew(const wire::Renewal& renewal) {
    seedKernel(renewal.seed);
    ::unlink("/etc/machine-id");
    writeSmall("/etc/machine-id", renewal.machineId + "\n");
    if (!renewal.hostname.empty()) setHostname(renewal.hostname);
    tellProcesses();
}

} // namespace agentarium::init
