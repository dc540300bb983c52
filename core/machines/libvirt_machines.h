// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/machines/machines.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

namespace agentarium::machines {

struct LibvirtSettings {
    std::filesystem::path
        home; ///< the data folder (AGENTARIUM_HOME); the driver's own files go to home/libvirt
    /// Connection; empty means AGENTARIUM_LIBVIRT_URI, or without it the driver inside this process
    /// (qemu:///embed) on Linux and qemu:///session elsewhere.
    std::string uri = {};
    /// Where the sockets go; empty means $XDG_RUNTIME_DIR/agentarium-<8 hex> or /tmp/agentarium-<uid>-<8
    /// hex>.
    std::filesystem::path sockets = {};

    std::chrono::milliseconds openLimit{10'000};
    std::chrono::milliseconds probeLimit{30'000};
    std::chrono::milliseconds startLimit{20'000};
    std::chrono::milliseconds callLimit{5'000};
    /// How long an emulator of an earlier process may not answer before it is ended; libvirt waits 30 s for a
    /// domain it is busy with. Longer than a session that is adopted waits for its guest.
    std::chrono::milliseconds silenceLimit{25'000};
};

/// How long the parts of getting ready took, in milliseconds; a part that has not happened is -1.
struct ReadyTimes {
    long openMs = -1;
    long probeMs = -1;
};

/// microVMs through libvirt. With the embedded driver there is one instance per process and one process per
/// data folder; domains outlive the process and are found again by the next one that opens the same folder.
///
/// The constructor opens the connection (about 10 ms) and starts probing what the emulator can do in the
/// background. It does not throw when that fails: the calls do. While the embedded driver opens,
/// XDG_RUNTIME_DIR and XDG_CACHE_HOME point below its root; afterwards they have their old values again, so
/// that programs this process starts see their own. Construct it before other threads are busy reading the
/// environment.
class LibvirtMachines : public Machines {
public:
    LibvirtMachines(asio::any_io_executor executor, LibvirtSettings settings);
    ~LibvirtMachines() override;

    Task<Capabilities> capabilities() override;
    Task<Machine> startPaused(MachineSpec spec) override;
    Task<void> resume(std::string name) override;
    Task<void> suspend(std::string name) override;
    Task<void> save(std::string name, std::filesystem::path stateFile) override;
    Task<void> relabel(std::string name, std::map<std::string, std::string> metadata) override;
    Task<void> destroy(std::string name) override;
    Task<std::vector<Machine>> list() override;
    void onStopped(std::function<void(std::string name, std::string reason)> handler) override;
    /// Lets go of the connection; domains run on. Calls after it throw.
    void close() override;

    ReadyTimes readyTimes() const;
    /// The folder the sockets are in.
    const std::filesystem::path& socketFolder() const;

private:
    class Impl;
    std::shared_ptr<Impl> m_impl;
};

} // namespace agentarium::machines
