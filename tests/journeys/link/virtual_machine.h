// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

namespace agentarium::linktest {

/// A microVM of the test: kernel and initrd only, three ports, started with the device set of the product.
class VirtualMachine {
public:
    struct Options {
        std::filesystem::path kernel;
        std::filesystem::path initrd;
        std::vector<std::string> disks; ///< serial=file
        int memoryMb = 512;
    };
    /// Starts QEMU with its sockets in a new folder; throws std::runtime_error.
    explicit VirtualMachine(const Options& options);
    ~VirtualMachine();
    VirtualMachine(const VirtualMachine&) = delete;
    VirtualMachine& operator=(const VirtualMachine&) = delete;

    std::filesystem::path socket(const std::string& name) const { return m_folder / name; }
    std::string console() const;
    /// CPU time the emulator has used, in seconds.
    double cpuSeconds() const;

private:
    std::filesystem::path m_folder;
    pid_t m_pid = -1;
};

} // namespace agentarium::linktest
