// SPDX-License-Identifier: Apache-2.0
#include "core/machines/domain_status.h"

#include "core/contract/error.h"
#include "core/machines/xml.h"

#include <fstream>
#include <sstream>

namespace agentarium::machines {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t shortNameCharacters = 20;

MachineState stateOf(const std::string& word) {
    if (word == "running" || word == "blocked") return MachineState::Running;
    return word == "paused" ? MachineState::Paused : MachineState::Gone;
}

} // namespace

std::string DomainStatus::ownFolder() const {
    return "domain-" + info.id + '-' + info.machine.name.substr(0, shortNameCharacters);
}

bool DomainStatus::isHalfStarted() const {
    return !started || (info.waitsForState && info.machine.state == MachineState::Paused);
}

std::optional<DomainStatus> parseStatus(const std::string& text) {
    // Most of the file is a list of what the emulator can do: only the two parts of interest are parsed.
    const auto head = text.find("<domstatus "), headEnd = text.find('>', head);
    const auto domain = text.find("\n  <domain "), domainEnd = text.rfind("</domain>");
    if (headEnd == std::string::npos || domainEnd == std::string::npos || domain > domainEnd)
        return std::nullopt;
    try {
        const auto document =
            xml::parse(text.substr(head, headEnd - head) + "/>", "note about a running domain");
        const xml::Node& status = document.get_child("domstatus");
        DomainStatus found{parseDomain(text.substr(domain, domainEnd - domain) + "</domain>")};
        found.info.machine.state = stateOf(xml::attribute(status, "state"));
        found.started = xml::attribute(status, "reason") != "starting up";
        if (found.info.machine.name.empty()) return std::nullopt;
        return found;
    } catch (const Error&) {
        return std::nullopt;
    }
}

std::vector<DomainStatus> readStatuses(const fs::path& folder) {
    std::vector<DomainStatus> statuses;
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator(folder, ec)) {
        if (entry.path().extension() != ".xml") continue;
        std::stringstream text;
        text << std::ifstream(entry.path()).rdbuf();
        if (auto status = parseStatus(text.str())) statuses.push_back(std::move(*status));
    }
    return statuses;
}

} // namespace agentarium::machines
