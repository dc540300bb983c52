// SPDX-License-Identifier: Apache-2.0
#include "core/starts/machine_plan.h"

#include "core/agents/launch_command.h"
#include "core/base/ids.h"

namespace agentarium::starts {

namespace {

/// What the VM keeps for its kernel and init, so that the agent dies of hunger and not the VM.
constexpr std::int64_t kReservedBytes = 96LL * 1024 * 1024;

} // namespace

machines::MachineSpec machineFor(const agents::AgentVersion& version, const image::GuestImage& image) {
    machines::MachineSpec spec;
    spec.memoryMb = version.settings.memoryMb;
    spec.vcpus = version.settings.vcpus;
    spec.kernel = image.kernel();
    spec.initrd = image.initrd();
    spec.disks = {{image.root(), "root"}, {version.codeImage, "code"}};
    return spec;
}

guest::AgentStart agentStartFor(const agents::AgentVersion& version, const std::string& hostname) {
    const agents::VersionSettings& settings = version.settings;
    guest::AgentStart start;
    start.argv = agents::launchCommand(version);
    start.env = settings.env;
    start.port = agents::portOf(settings.protocol);
    start.memoryMaxBytes = settings.memoryMb * 1024LL * 1024 - kReservedBytes;
    start.egress = settings.egress.mode != agents::EgressPolicy::Mode::None;
    start.hostname = hostname;
    return start;
}

std::string newMachineName() {
    return "agentarium-" + makeHexId().substr(0, 12);
}

wire::Renewal newRenewal(const std::string& machineName) {
    return {makeToken(), makeHexId(), machineName};
}

} // namespace agentarium::starts
