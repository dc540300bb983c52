// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/async.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace agentarium::machines {

/// A read-only disk of the microVM; `path` is an EROFS image.
struct Disk {
    std::filesystem::path path;
    std::string serial; ///< what the guest finds it by, for example "root" or "code"
};

/// Host ends of the microVM's ports: unix sockets QEMU listens on, one client each (design section 5).
struct Sockets {
    std::filesystem::path ctl;
    std::filesystem::path in;
    std::filesystem::path out;
    std::filesystem::path console; ///< the kernel's serial console, guest to host
};

/// A file that is the microVM's memory, for templates (design section 5): one machine is made with it and its
/// state is saved beside it; any number of machines are then cloned from the two.
struct MemoryFile {
    std::filesystem::path path;
    /// Empty: this machine's memory is written to the file (shared mapping; made in full size by the caller).
    /// Else the file is mapped privately and never written, and the machine goes on from this state, which
    /// save() wrote when the file was made. Everything else in the spec has to be as it was then.
    std::filesystem::path state = {};
    bool isClone() const { return !state.empty(); }
};

struct MachineSpec {
    std::string name; ///< domain name, unique; "agentarium-" + 12 hex digits
    int memoryMb = 1024;
    int vcpus = 1;
    std::filesystem::path kernel;
    std::filesystem::path initrd;
    std::string cmdline;                         ///< appended to what the class itself needs
    std::vector<Disk> disks;                     ///< in the order vda, vdb
    std::map<std::string, std::string> metadata; ///< kept in the domain XML, survives the daemon
    std::optional<MemoryFile> memory = {};       ///< memory of its own without
};

enum class MachineState { Paused, Running, Gone };

struct Machine {
    std::string name;
    MachineState state = MachineState::Gone;
    long pid = 0; ///< of the emulator, 0 when unknown
    Sockets sockets;
    std::map<std::string, std::string> metadata;
    std::chrono::nanoseconds stateLoading{0}; ///< what loading its state took, of a clone's start
};

/// What this host's hypervisor can do, found by asking it, never from a version string alone.
struct Capabilities {
    std::string uri;
    std::string accelerator; ///< "kvm", "hvf" or "tcg" for an arm64 guest
    bool isolates = false;   ///< false under TCG: QEMU's policy, said wherever isolation is claimed
    std::string emulator;    ///< path
    std::string emulatorVersion;
    std::string libvirtVersion;
    std::string machineType; ///< newest versioned "virt-*"
    std::string cpuModel;
    bool canTemplate = false; ///< MemoryFile and save() work
};

/// The engine that runs microVMs. One implementation speaks libvirt; unit tests fake this seam.
/// Every call has a deadline and throws agentarium::Error with what failed and what to do.
class Machines {
public:
    virtual ~Machines() = default;
    virtual Task<Capabilities> capabilities() = 0;
    /// Creates the domain paused, with its sockets listening, so that no console byte is lost. A clone is
    /// paused where save() found its template.
    virtual Task<Machine> startPaused(MachineSpec spec) = 0;
    virtual Task<void> resume(std::string name) = 0;
    virtual Task<void> suspend(std::string name) = 0;
    /// Writes the state of a paused machine with a MemoryFile to `stateFile`, without the memory. Its memory
    /// file is complete then; the machine can only be destroyed.
    virtual Task<void> save(std::string name, std::filesystem::path stateFile) = 0;
    /// Gives a running or paused domain other metadata, which list() finds from then on.
    virtual Task<void> relabel(std::string name, std::map<std::string, std::string> metadata) = 0;
    /// Ends the domain and removes its sockets. Succeeds when it is gone already.
    virtual Task<void> destroy(std::string name) = 0;
    /// All domains this data folder owns, also those an earlier daemon started.
    virtual Task<std::vector<Machine>> list() = 0;
    /// Called on the Asio thread when a domain stops by itself; `reason` is a sentence.
    virtual void onStopped(std::function<void(std::string name, std::string reason)> handler) = 0;
    virtual void close() = 0;
};

} // namespace agentarium::machines
