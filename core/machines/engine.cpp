// SPDX-License-Identifier: Apache-2.0
#include "core/machines/engine.h"

#include "core/base/subprocess.h"
#include "core/machines/capabilities_xml.h"
#include "core/machines/event_loop.h"
#include "core/machines/half_started.h"
#include "core/machines/socket_folder.h"
#include "core/machines/status_folder.h"

#include <cstdlib>

namespace agentarium::machines {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

namespace {

long millisecondsSince(Clock::time_point start) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count();
}

std::string chooseUri(const std::string& wanted) {
    if (!wanted.empty()) return wanted;
    if (const char* uri = std::getenv("AGENTARIUM_LIBVIRT_URI"); uri && *uri) return uri;
#ifdef __linux__
    return {};
#else
    return "qemu:///session";
#endif
}

std::string versionText(unsigned long number) {
    return std::to_string(number / 1'000'000) + '.' + std::to_string(number / 1000 % 1000) + '.' +
           std::to_string(number % 1000);
}

/// "QEMU emulator version 10.0.2 (Debian …)" to "10.0.2".
std::string emulatorVersion(const std::string& emulator) {
    std::string version;
    runProcess({{emulator, "--version"}, {}, {}, std::chrono::seconds(5)}, [&](std::string_view line) {
        const std::string_view before = "version ";
        const auto at = line.find(before);
        if (at == std::string_view::npos || !version.empty()) return;
        line.remove_prefix(at + before.size());
        version = line.substr(0, line.find(' '));
    });
    return version;
}

/// A template's clone maps a file of memory read-only and yet writes to its copy: QEMU learnt that in 8.2,
/// with migration to files, and says so of its objects.
bool hasPrivateMemoryFiles(const std::string& emulator) {
    bool found = false;
    runProcess({{emulator, "-machine", "none", "-object", "memory-backend-file,help"},
                {},
                {},
                std::chrono::seconds(5)},
               [&](std::string_view line) { found = found || line.find(" rom=") != std::string_view::npos; });
    return found;
}

} // namespace

Engine::Engine(const LibvirtSettings& settings, std::function<void(std::string, std::string)> stopped)
    : m_uri(chooseUri(settings.uri))
    , m_home(settings.home)
    , m_sockets(settings.sockets.empty() ? defaultSocketFolder(settings.home) : settings.sockets)
    , m_owner(shortNameOf(settings.home))
    , m_openLimit(settings.openLimit)
    , m_silenceLimit(settings.silenceLimit)
    , m_stopped(std::move(stopped))
    , m_connection(m_opened.get_future().share()) {}

void Engine::open() {
    const auto start = Clock::now();
    try {
        makePrivateFolder(m_sockets);
        std::string uri = m_uri;
        std::optional<DriverEnvironment> environment;
        if (uri.empty()) {
            m_root = prepareEmbeddedRoot(m_home, fixedSocketFolder(m_home), statusFolder(m_home));
            endHalfStarted(*m_root, m_sockets);
            environment.emplace(*m_root);
            uri = m_root->uri;
        }
        // What a daemon left that was killed while it probed; nobody probes before the connection is there.
        removeProbeLeftovers();
        startEventLoop();
        auto connection = std::make_shared<Connection>(uri);
        environment.reset();
        watch(*connection);
        m_openMs = millisecondsSince(start);
        m_opened.set_value(std::move(connection));
    } catch (...) {
        m_opened.set_exception(std::current_exception());
        return;
    }
    try {
        sweep();
    } catch (const std::exception&) {
        // Leftovers harm nobody; the next opening tries again.
        return;
    }
}

std::shared_ptr<Connection> Engine::connection() {
    if (m_closed)
        throw Error(ErrorKind::RuntimeFailed, "The connection to libvirt is closed.",
                    "Start the daemon again.");
    if (m_connection.wait_for(m_openLimit) != std::future_status::ready)
        throw Error(ErrorKind::RuntimeFailed, "libvirt did not open within its time limit.",
                    "`agentariumctl daemon stop`, then try again.");
    return m_connection.get();
}

Capabilities Engine::probe() {
    std::lock_guard lock(m_probing);
    if (m_capabilities) return *m_capabilities;
    const auto start = Clock::now();
    const auto open = connection();
    // Without an emulator and a kind given libvirt takes the one it would use itself, and the best
    // accelerator that works for an arm64 guest: that /dev/kvm exists says nothing on another architecture.
    const std::string xml =
        takeText(virConnectGetDomainCapabilities(open->get(), nullptr, "aarch64", "virt", nullptr, 0));
    if (xml.empty())
        throw libvirtError("No emulator for arm64 microVMs works here",
                           "Install QEMU 8.2 or newer for arm64 guests (Debian: qemu-system-arm, from "
                           "bookworm-backports on Debian 12), then `agentariumctl daemon stop`.");
    Capabilities found = parseDomainCapabilities(xml);
    found.uri = open->uri();
    found.emulatorVersion = emulatorVersion(found.emulator);
    found.canTemplate = hasPrivateMemoryFiles(found.emulator);
    unsigned long version = 0;
    if (virGetVersion(&version, nullptr, nullptr) == 0) found.libvirtVersion = versionText(version);
    m_probeMs = millisecondsSince(start);
    m_capabilities = found;
    return found;
}

fs::path Engine::statusFiles() const {
    return m_root->folder / "run/qemu";
}

fs::path Engine::pidFile(const std::string& name) const {
    return m_root ? statusFiles() / (name + ".pid") : fs::path();
}

fs::path Engine::logFolder() const {
    return m_root->folder / "log/qemu";
}

} // namespace agentarium::machines
