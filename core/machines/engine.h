// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/machines/connection.h"
#include "core/machines/domain_xml.h"
#include "core/machines/embedded_root.h"
#include "core/machines/libvirt_machines.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace agentarium::machines {

/// The blocking half of LibvirtMachines: each function may be called from any thread of a pool and may take
/// its time.
class Engine : public std::enable_shared_from_this<Engine> {
public:
    /// `stopped` is called on any thread when a domain ended, with a sentence; sometimes twice.
    Engine(const LibvirtSettings& settings,
           std::function<void(std::string name, std::string reason)> stopped);

    /// Opens the connection and removes what machines that ended meanwhile left. Call once, before anything
    /// else.
    void open();
    /// Waits until libvirt can talk to each emulator an earlier process started, and ends those that do not
    /// answer it within LibvirtSettings::silenceLimit of this call. A machine that ended this way is
    /// reported.
    void endSilent();
    /// Asks the emulator once; a failure is tried again by the next call.
    Capabilities probe();
    /// `unwanted` is set when nobody waits any more: the machine is ended again then.
    Machine startPaused(const MachineSpec& spec, const std::shared_ptr<std::atomic<bool>>& unwanted);
    void resume(const std::string& name);
    void suspend(const std::string& name);
    void save(const std::string& name, const std::filesystem::path& stateFile);
    void relabel(const std::string& name, const std::map<std::string, std::string>& metadata);
    void destroy(const std::string& name);
    std::vector<Machine> list();
    /// Ends the emulator without libvirt; false when there is none.
    bool kill(const std::string& name);
    /// Lets go of the connection, once libvirt has forgotten the domains that were just ended.
    void close();

    const std::filesystem::path& socketFolder() const { return m_sockets; }
    ReadyTimes readyTimes() const { return {m_openMs.load(), m_probeMs.load()}; }

private:
    std::shared_ptr<Connection> connection();
    void watch(const Connection& connection);
    /// False when there was no answer until then.
    bool answers(const std::string& name, std::chrono::steady_clock::time_point until);
    static int onLifecycle(virConnectPtr, virDomainPtr domain, int event, int detail, void* opaque);
    void watchEmulatorOf(const Machine& machine);
    /// Ends emulators libvirt never learnt of and removes what dead machines left.
    void sweep();
    bool isKnown(const std::string& name);
    void removeProbeLeftovers();
    void trimLogs();
    void remember(const Machine& machine);
    /// Removes the sockets of a machine that is gone; `finally` also its log, which libvirt writes to the
    /// very last.
    void tidy(const std::string& name, bool finally);
    void forget(const std::string& name);
    bool isOurs(const DomainInfo& info) const;
    static std::optional<DomainInfo> describe(const Domain& domain);
    /// What libvirt knows and has started, whoever's it is, also when its emulator is gone already.
    std::vector<DomainInfo> running();
    /// Where the embedded driver writes down what runs.
    std::filesystem::path statusFiles() const;
    std::filesystem::path pidFile(const std::string& name) const;
    std::filesystem::path logFolder() const;

    const std::string m_uri;
    const std::filesystem::path m_home;
    const std::filesystem::path m_sockets;
    const std::string m_owner;
    const std::chrono::milliseconds m_openLimit;
    const std::chrono::milliseconds m_silenceLimit;
    const std::function<void(std::string, std::string)> m_stopped;
    std::optional<EmbeddedRoot> m_root;

    std::promise<std::shared_ptr<Connection>> m_opened;
    std::shared_future<std::shared_ptr<Connection>> m_connection;
    std::atomic<bool> m_closed{false};
    int m_watchId = -1;
    std::atomic<long> m_openMs{-1};
    std::atomic<long> m_probeMs{-1};

    std::timed_mutex m_probing;
    std::optional<Capabilities> m_capabilities;
    std::mutex m_mutex;
    std::condition_variable m_forgotten;
    std::map<std::string, Sockets> m_known; ///< of machines started or listed
    std::set<std::string> m_ending;         ///< killed, not yet forgotten by libvirt
};

} // namespace agentarium::machines
