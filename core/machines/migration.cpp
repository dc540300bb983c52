// SPDX-License-Identifier: Apache-2.0
// libvirt has no words for a migration that leaves the memory out, so QEMU's monitor is told directly.
#include "core/machines/migration.h"

#include "core/machines/connection.h"

#include <libvirt/libvirt-qemu.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <thread>

namespace agentarium::machines {

using nlohmann::json;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::chrono::seconds kLimit{10};
constexpr std::chrono::milliseconds kLook{1};

Error failed(const std::string& what, const std::string& why) {
    return Error(ErrorKind::RuntimeFailed, what + ": " + why, "The session is started without a template.");
}

json command(virDomainPtr domain, const std::string& what, const std::string& name, json arguments) {
    json request{{"execute", name}};
    if (!arguments.is_null()) request["arguments"] = std::move(arguments);
    char* answer = nullptr;
    if (virDomainQemuMonitorCommand(domain, request.dump().c_str(), &answer, 0) != 0)
        throw libvirtError(what, "The session is started without a template.");
    json parsed = json::parse(takeText(answer), nullptr, false);
    if (parsed.contains("error")) throw failed(what, parsed["error"].value("desc", "QEMU refused it."));
    return parsed.value("return", json::object());
}

void ignoreShared(virDomainPtr domain, const std::string& what) {
    json capability{{"capability", "x-ignore-shared"}, {"state", true}};
    json list = json::array({std::move(capability)});
    command(domain, what, "migrate-set-capabilities", {{"capabilities", std::move(list)}});
}

void waitUntilMoved(virDomainPtr domain, const std::string& what) {
    const auto until = Clock::now() + kLimit;
    for (;;) {
        const json state = command(domain, what, "query-migrate", nullptr);
        const std::string status = state.value("status", "");
        if (status == "completed") return;
        if (status == "failed" || status == "cancelled")
            throw failed(what, state.value("error-desc", "QEMU says no more than \"" + status + "\"."));
        if (Clock::now() >= until) throw failed(what, "it took longer than 10 s.");
        std::this_thread::sleep_for(kLook);
    }
}

} // namespace

void saveState(virDomainPtr domain, const std::filesystem::path& file) {
    const std::string what =
        std::string("The state of the microVM ") + virDomainGetName(domain) + " could not be saved";
    ignoreShared(domain, what);
    command(domain, what, "migrate", {{"uri", "file:" + file.string()}});
    waitUntilMoved(domain, what);
}

void loadState(virDomainPtr domain, const std::filesystem::path& file) {
    const std::string what =
        std::string("The microVM ") + virDomainGetName(domain) + " could not be restored from its template";
    ignoreShared(domain, what);
    command(domain, what, "migrate-incoming", {{"uri", "file:" + file.string()}});
    waitUntilMoved(domain, what);
}

} // namespace agentarium::machines
