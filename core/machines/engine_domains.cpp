// SPDX-License-Identifier: Apache-2.0
#include "core/machines/domain_status.h"
#include "core/machines/emulator_process.h"
#include "core/machines/engine.h"
#include "core/machines/migration.h"
#include "core/machines/socket_folder.h"

namespace agentarium::machines {

namespace fs = std::filesystem;

Machine Engine::startPaused(const MachineSpec& spec, const std::shared_ptr<std::atomic<bool>>& unwanted) {
    const Capabilities capabilities = probe();
    const auto open = connection();
    const Sockets sockets = socketsFor(m_sockets, spec.name);
    Machine machine{spec.name, MachineState::Paused, 0, sockets, spec.metadata, {}};
    remember(machine);
    makePrivateFolder(m_sockets);
    makePrivateFolder(sockets.ctl.parent_path());
    const std::string xml = domainXml(spec, capabilities, sockets, m_owner);
    const Domain domain(virDomainCreateXML(open->get(), xml.c_str(), VIR_DOMAIN_START_PAUSED));
    if (!domain) {
        const Error error = libvirtError("The microVM " + spec.name + " could not be started",
                                         "`agentariumctl doctor` looks at what a microVM needs.");
        tidy(spec.name, true);
        throw error;
    }
    machine.pid = findEmulator(spec.name, pidFile(spec.name));
    if (spec.memory && spec.memory->isClone() && !*unwanted) {
        try {
            const auto begun = std::chrono::steady_clock::now();
            loadState(domain.get(), spec.memory->state);
            machine.stateLoading = std::chrono::steady_clock::now() - begun;
        } catch (const Error&) {
            destroy(spec.name);
            throw;
        }
    }
    if (*unwanted) {
        destroy(spec.name);
        throw Error(ErrorKind::Cancelled, "The microVM was started too late and ended again.");
    }
    watchEmulatorOf(machine);
    return machine;
}

void Engine::resume(const std::string& name) {
    const auto open = connection();
    const Domain domain = open->need(name);
    if (virDomainResume(domain.get()) != 0)
        throw libvirtError("The microVM " + name + " could not be resumed",
                           "Stop the session and start another.");
}

void Engine::suspend(const std::string& name) {
    const auto open = connection();
    const Domain domain = open->need(name);
    if (virDomainSuspend(domain.get()) != 0)
        throw libvirtError("The microVM " + name + " could not be paused",
                           "Stop the session and start another.");
}

void Engine::save(const std::string& name, const fs::path& stateFile) {
    const auto open = connection();
    saveState(open->need(name).get(), stateFile);
}

void Engine::relabel(const std::string& name, const std::map<std::string, std::string>& metadata) {
    const auto open = connection();
    const std::string xml = metadataXml(metadata, m_owner);
    if (virDomainSetMetadata(open->need(name).get(), VIR_DOMAIN_METADATA_ELEMENT, xml.c_str(), "agentarium",
                             metadataNamespace, VIR_DOMAIN_AFFECT_LIVE) != 0)
        throw libvirtError("The microVM " + name + " could not be given to its session",
                           "Start another session.");
}

void Engine::destroy(const std::string& name) {
    // libvirt asks the emulator politely first and then waits until somebody has reaped it, up to seconds;
    // nothing of this guest is worth that. It notices by itself that the emulator is gone, and must not be
    // asked meanwhile: it holds the domain's lock while it waits.
    {
        std::lock_guard lock(m_mutex);
        if (m_known.contains(name)) m_ending.insert(name);
    }
    if (kill(name)) {
        tidy(name, false);
        return;
    }
    const Domain domain = connection()->find(name);
    if (domain && virDomainDestroy(domain.get()) != 0 && connection()->find(name))
        throw libvirtError("The microVM " + name + " could not be ended", "Try again.");
    forget(name);
}

bool Engine::kill(const std::string& name) {
    if (findEmulator(name, pidFile(name)) == 0) return false;
    if (!killEmulator(name, pidFile(name), std::chrono::seconds(2)))
        throw Error(ErrorKind::RuntimeFailed,
                    "The emulator of " + name + " does not end although it was killed.",
                    "It waits for the host's disk or kernel; look at `dmesg`.");
    return true;
}

void Engine::forget(const std::string& name) {
    tidy(name, true);
    {
        std::lock_guard lock(m_mutex);
        m_ending.erase(name);
    }
    m_forgotten.notify_all();
}

bool Engine::isOurs(const DomainInfo& info) const {
    return !info.owner.empty() && (m_root || info.owner == m_owner);
}

std::optional<DomainInfo> Engine::describe(const Domain& domain) {
    int state = VIR_DOMAIN_NOSTATE;
    const std::string xml = takeText(virDomainGetXMLDesc(domain.get(), 0));
    if (xml.empty() || virDomainGetState(domain.get(), &state, nullptr, 0) != 0) return std::nullopt;
    DomainInfo info = parseDomain(xml);
    if (state == VIR_DOMAIN_RUNNING || state == VIR_DOMAIN_BLOCKED)
        info.machine.state = MachineState::Running;
    else if (state == VIR_DOMAIN_PAUSED)
        info.machine.state = MachineState::Paused;
    return info;
}

std::vector<DomainInfo> Engine::running() {
    std::vector<DomainInfo> domains;
    const auto open = connection();
    if (m_root) {
        // Asking libvirt means waiting for what it does with the domain meanwhile, be it for an emulator that
        // never answers.
        for (DomainStatus& status : readStatuses(statusFiles()))
            if (status.started) domains.push_back(std::move(status.info));
        return domains;
    }
    for (const Domain& domain : open->active())
        if (auto info = describe(domain)) domains.push_back(std::move(*info));
    return domains;
}

std::vector<Machine> Engine::list() {
    std::vector<Machine> machines;
    for (DomainInfo& info : running()) {
        Machine& machine = info.machine;
        if (!isOurs(info) || machine.state == MachineState::Gone) continue;
        machine.pid = findEmulator(machine.name, pidFile(machine.name));
        // Without an emulator libvirt is about to forget it.
        if (machine.pid == 0) continue;
        bool fresh = false;
        {
            std::lock_guard lock(m_mutex);
            if (m_ending.contains(machine.name)) continue;
            fresh = m_known.emplace(machine.name, machine.sockets).second;
        }
        if (fresh) watchEmulatorOf(machine);
        machines.push_back(std::move(machine));
    }
    return machines;
}

void Engine::remember(const Machine& machine) {
    std::lock_guard lock(m_mutex);
    m_known[machine.name] = machine.sockets;
}

bool Engine::isKnown(const std::string& name) {
    {
        std::lock_guard lock(m_mutex);
        if (m_known.contains(name)) return true;
    }
    return static_cast<bool>(connection()->find(name));
}

void Engine::tidy(const std::string& name, bool finally) {
    Sockets sockets;
    {
        std::lock_guard lock(m_mutex);
        const auto known = m_known.find(name);
        sockets = known == m_known.end() ? socketsFor(m_sockets, name) : known->second;
        if (finally) m_known.erase(name);
    }
    removeSockets(sockets);
    std::error_code ec;
    if (finally && m_root) fs::remove(logFolder() / (name + ".log"), ec);
}

void Engine::sweep() {
    std::set<fs::path> live;
    for (const Machine& machine : list())
        live.insert(machine.sockets.ctl.parent_path());
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator(m_sockets, ec)) {
        if (entry.is_symlink(ec) || !entry.is_directory(ec) || live.contains(entry.path())) continue;
        const std::string name = machineNameOf(entry.path());
        if (isKnown(name)) continue;
        // Its daemon was killed after it made the emulator and before libvirt wrote the domain down.
        killEmulator(name, pidFile(name), std::chrono::seconds(2));
        removeSockets(socketsFor(m_sockets, name));
    }
    if (m_root) trimLogs();
}

} // namespace agentarium::machines
