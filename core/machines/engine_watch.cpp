// SPDX-License-Identifier: Apache-2.0
#include "core/machines/emulator_logs.h"
#include "core/machines/emulator_watch.h"
#include "core/machines/engine.h"
#include "core/machines/socket_folder.h"
#include "core/machines/status_folder.h"
#include "core/machines/stop_reason.h"

#include <algorithm>
#include <thread>
#include <unistd.h>

namespace agentarium::machines {

namespace {

constexpr int trimMilliseconds = 30'000;
constexpr std::chrono::milliseconds kLookForAnswer{100};
/// The one after another that was waited for in vain has had time as well.
constexpr std::chrono::seconds kLeastForAnswer{1};

} // namespace

int Engine::onLifecycle(virConnectPtr, virDomainPtr domain, int event, int detail, void* opaque) {
    const auto engine = static_cast<std::weak_ptr<Engine>*>(opaque)->lock();
    if (!engine) return 0;
    const std::string name = virDomainGetName(domain);
    if (event == VIR_DOMAIN_EVENT_SHUTDOWN)
        engine->m_stopped(name, stopReason(VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN));
    if (event == VIR_DOMAIN_EVENT_STOPPED) {
        engine->forget(name);
        engine->m_stopped(name, stopReason(detail));
    }
    return 0;
}

void Engine::watch(const Connection& connection) {
    auto self = std::make_unique<std::weak_ptr<Engine>>(weak_from_this());
    m_watchId = virConnectDomainEventRegisterAny(
        connection.get(), nullptr, VIR_DOMAIN_EVENT_ID_LIFECYCLE,
        VIR_DOMAIN_EVENT_CALLBACK(&Engine::onLifecycle), self.get(),
        [](void* opaque) { delete static_cast<std::weak_ptr<Engine>*>(opaque); });
    if (m_watchId < 0)
        throw libvirtError("libvirt does not report what happens to microVMs", "Start the daemon again.");
    static_cast<void>(self.release());
    if (!m_root) return;
    auto trimmer = std::make_unique<std::weak_ptr<Engine>>(weak_from_this());
    if (virEventAddTimeout(
            trimMilliseconds,
            [](int timer, void* opaque) {
                if (const auto engine = static_cast<std::weak_ptr<Engine>*>(opaque)->lock())
                    engine->trimLogs();
                else
                    virEventRemoveTimeout(timer);
            },
            trimmer.get(), [](void* opaque) { delete static_cast<std::weak_ptr<Engine>*>(opaque); }) >= 0)
        static_cast<void>(trimmer.release());
}

void Engine::trimLogs() {
    std::set<std::string> known;
    {
        std::lock_guard lock(m_mutex);
        for (const auto& [name, sockets] : m_known)
            known.insert(name);
    }
    trimEmulatorLogs(logFolder(), [&](const std::string& name) { return known.contains(name); });
    trimLog(m_root->folder / "log/driver.log");
}

void Engine::watchEmulatorOf(const Machine& machine) {
    watchEmulator(machine.pid, machine.name, [self = weak_from_this()](const std::string& name) {
        if (const auto engine = self.lock())
            engine->m_stopped(name, stopReason(VIR_DOMAIN_EVENT_STOPPED_FAILED));
    });
}

bool Engine::answers(const std::string& name, std::chrono::steady_clock::time_point until) {
    auto answered = std::make_shared<std::promise<void>>();
    const auto answer = answered->get_future();
    // Of its own: it comes back when libvirt gives up, or the emulator is killed.
    std::thread([engine = shared_from_this(), open = connection(), name, answered] {
        // Libvirt answers this when nothing else is done with the domain, so not before it found it again.
        const Domain domain = open->find(name);
        if (domain) takeText(virDomainGetXMLDesc(domain.get(), 0));
        // It tells nobody of one that ended before.
        if (!domain || virDomainIsActive(domain.get()) != 1) engine->forget(name);
        answered->set_value();
    }).detach();
    while (answer.wait_for(kLookForAnswer) != std::future_status::ready)
        if (m_closed || std::chrono::steady_clock::now() >= until) return m_closed;
    return true;
}

void Engine::endSilent() {
    const auto until = std::chrono::steady_clock::now() + m_silenceLimit;
    std::set<std::string> names;
    for (const DomainInfo& info : running())
        names.insert(info.machine.name);
    if (!m_root) return; // another process keeps the connections to its emulators
    {
        std::lock_guard lock(m_mutex);
        names.insert(m_ending.begin(), m_ending.end());
    }
    for (const std::string& name : names) {
        if (m_closed) return;
        if (answers(name, std::max(until, std::chrono::steady_clock::now() + kLeastForAnswer))) continue;
        m_stopped(name, silentReason(m_silenceLimit));
        try {
            destroy(name);
        } catch (const Error&) {
            // Not even a kill ends it; the others have to be seen to all the same.
            continue;
        }
    }
}

void Engine::removeProbeLeftovers() {
    if (!m_root) return;
    // libvirt asks a QEMU of its own what it can do; when the process ends meanwhile, that one's folder
    // stays.
    std::error_code ec;
    for (const auto& entry : std::filesystem::directory_iterator(m_root->folder / "lib/qemu", ec))
        if (entry.path().filename().string().starts_with("qmp-"))
            std::filesystem::remove_all(entry.path(), ec);
}

void Engine::close() {
    if (m_closed.exchange(true)) return;
    {
        const std::unique_lock probe(m_probing, std::chrono::seconds(4));
        removeProbeLeftovers();
    }
    if (m_connection.wait_for(std::chrono::seconds(0)) != std::future_status::ready || m_openMs < 0) return;
    std::unique_lock lock(m_mutex);
    m_forgotten.wait_for(lock, std::chrono::seconds(3), [this] { return m_ending.empty(); });
    lock.unlock();
    if (m_watchId >= 0) virConnectDomainEventDeregisterAny(m_connection.get()->get(), m_watchId);
    m_connection = {};
    m_opened = {};
    // Empty folders only: what a machine still uses stays.
    std::error_code ec;
    lock.lock();
    if (m_known.empty() && m_root) {
        if (m_root->path != m_root->folder) std::filesystem::remove(m_root->path, ec);
        removeStatus(statusFolder(m_home));
    }
    for (const auto& folder : {m_sockets, fixedSocketFolder(m_home)})
        rmdir(folder.c_str());
}

} // namespace agentarium::machines
