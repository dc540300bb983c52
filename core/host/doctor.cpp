// SPDX-License-Identifier: Apache-2.0
#include "core/host/doctor.h"

#include "core/base/signal.h"
#include "core/contract/error.h"
#include "core/host/machine_checks.h"
#include "core/host/system_checks.h"

#include <boost/asio/detached.hpp>

#include <algorithm>
#include <vector>

namespace agentarium::host {

namespace {

constexpr int checkThreads = 3;
constexpr std::size_t machineChecks = 3;

} // namespace

/// Shared with coroutines that may outlive a run: one whose check hangs writes into findings nobody reads.
struct Doctor::Findings {
    explicit Findings(asio::any_io_executor executor) : changed(std::move(executor)) {}

    std::vector<Check> checks;
    std::vector<bool> done;
    std::optional<machines::Capabilities> capabilities;
    Signal changed;

    void put(std::size_t place, CheckState state, std::string reason, std::string fix) {
        Check check = checks[place];
        check.state = state;
        check.reason = std::move(reason);
        check.fix = std::move(fix);
        put(place, std::move(check));
    }
    void put(std::size_t place, Check check) {
        checks[place] = std::move(check);
        done[place] = true;
        changed.notifyAll();
    }
};

Doctor::Doctor(DoctorInputs inputs) : m_inputs(std::move(inputs)), m_pool(checkThreads) {}

Task<> Doctor::askMachines(std::shared_ptr<Findings> findings) {
    try {
        const machines::Capabilities capabilities = co_await m_inputs.machines.capabilities();
        findings->capabilities = capabilities;
        findings->put(0, emulatorCheck(capabilities));
        findings->put(1, libvirtCheck(capabilities));
        findings->put(2, acceleratorCheck(capabilities));
    } catch (const Error& error) {
        findings->put(0, CheckState::Fail, error.what(), error.fix());
        findings->put(1, CheckState::Fail, error.what(), error.fix());
        findings->put(2, CheckState::Skipped, "Unknown without an emulator and libvirt.", "");
    }
}

Task<> Doctor::runCheck(std::shared_ptr<Findings> findings, std::size_t place, std::function<Check()> look) {
    try {
        findings->put(place, co_await m_pool.call(findings->checks[place].title, m_inputs.limit, look));
    } catch (const Error& error) {
        findings->put(place, CheckState::Fail, error.what(), error.fix());
    } catch (const std::exception& error) {
        findings->put(place, CheckState::Fail, error.what(), "");
    }
}

Task<nlohmann::json> Doctor::run() {
    const auto executor = co_await asio::this_coro::executor;
    auto findings = std::make_shared<Findings>(executor);
    const auto& home = m_inputs.home;
    const std::vector<std::pair<Check, std::function<Check()>>> looks{
        {{"emulator", "Emulator for arm64 guests"}, nullptr},
        {{"libvirt", "libvirt"}, nullptr},
        {{"accelerator", "Virtualisation and isolation"}, nullptr},
        {{"memory", "Memory"}, memoryCheck},
        {{"disk", "Disk space"}, [home] { return diskCheck(home); }},
        {{"home", "Data folder"}, [home] { return homeCheck(home); }},
        {{"sockets", "Folder for sockets"}, [home] { return socketsCheck(home); }},
        {{"image", "Guest image"}, [image = m_inputs.imageInUse] { return imageCheck(image); }},
        {{"packing", "Packing of agents"}, packingCheck},
        {{"apt", "Building the guest image"}, imageToolsCheck},
        {{"vendoring", "Fetching an agent's Python packages"}, vendoringCheck}};
    for (const auto& look : looks)
        findings->checks.push_back(look.first);
    findings->done.assign(looks.size(), false);

    asio::co_spawn(executor, askMachines(findings), asio::detached);
    for (std::size_t place = machineChecks; place < looks.size(); ++place)
        asio::co_spawn(executor, runCheck(findings, place, looks[place].second), asio::detached);

    const auto end = std::chrono::steady_clock::now() + m_inputs.limit + std::chrono::seconds(1);
    const auto allDone = [&] {
        return std::find(findings->done.begin(), findings->done.end(), false) == findings->done.end();
    };
    while (!allDone()) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        if (left.count() <= 0 || !co_await findings->changed.wait(left)) break;
    }

    nlohmann::json checks = nlohmann::json::array();
    bool ok = true;
    for (std::size_t place = 0; place < looks.size(); ++place) {
        if (!findings->done[place])
            findings->put(place, CheckState::Fail, "No answer within its time limit.",
                          "`agentariumctl daemon stop`, then try again.");
        ok = ok && findings->checks[place].state != CheckState::Fail;
        checks.push_back(findings->checks[place].toJson());
    }
    const auto& found = findings->capabilities;
    co_return nlohmann::json{{"ok", ok},
                             {"accelerator", found ? nlohmann::json(found->accelerator) : nlohmann::json()},
                             {"isolates", found && found->isolates},
                             {"checks", checks}};
}

Task<std::optional<std::string>> Doctor::isolationWarning(std::chrono::milliseconds limit) {
    const auto executor = co_await asio::this_coro::executor;
    auto findings = std::make_shared<Findings>(executor);
    findings->checks.resize(machineChecks);
    findings->done.assign(machineChecks, false);
    asio::co_spawn(executor, askMachines(findings), asio::detached);
    if (!findings->done.back()) co_await findings->changed.wait(limit);
    const auto& found = findings->capabilities;
    co_return found && !found->isolates ? std::optional<std::string>(kNoBoundary) : std::nullopt;
}

} // namespace agentarium::host
