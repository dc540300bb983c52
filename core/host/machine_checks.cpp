// SPDX-License-Identifier: Apache-2.0
#include "core/host/machine_checks.h"

#include <sstream>
#include <vector>

namespace agentarium::host {

namespace {

std::vector<int> numbersOf(const std::string& version) {
    std::vector<int> numbers;
    std::istringstream in(version);
    int number = 0;
    while (in >> number) {
        numbers.push_back(number);
        if (in.peek() != '.') break;
        in.get();
    }
    return numbers;
}

} // namespace

bool atLeast(const std::string& have, const std::string& want) {
    const auto numbers = numbersOf(have);
    return !numbers.empty() && numbers >= numbersOf(want);
}

Check emulatorCheck(const machines::Capabilities& c) {
    Check check{"emulator", "Emulator for arm64 guests", CheckState::Ok,
                "QEMU " + c.emulatorVersion + " (" + c.emulator + "), machine " + c.machineType + '.', ""};
    if (c.emulatorVersion.empty()) {
        check.state = CheckState::Warn;
        check.reason = c.emulator + " does not tell its version.";
        check.fix = "Make sure that it is QEMU 8.2 or newer.";
    } else if (!atLeast(c.emulatorVersion, "8.2")) {
        check.state = CheckState::Fail;
        check.reason = "QEMU " + c.emulatorVersion + " is too old; 8.2 is the oldest that works.";
        check.fix = "Install a newer qemu-system-arm (on Debian 12 from bookworm-backports).";
    }
    return check;
}

Check libvirtCheck(const machines::Capabilities& c) {
    Check check{"libvirt", "libvirt", CheckState::Ok, "libvirt " + c.libvirtVersion + ", " + c.uri + '.', ""};
    if (!atLeast(c.libvirtVersion, "10.0")) {
        check.state = CheckState::Fail;
        check.reason = "libvirt " + c.libvirtVersion + " is too old; 10.0 is the oldest that works.";
        check.fix = "Install a newer libvirt-daemon-driver-qemu (on Debian 12 from bookworm-backports).";
    }
    return check;
}

Check acceleratorCheck(const machines::Capabilities& c) {
    Check check{"accelerator", "Virtualisation and isolation", CheckState::Ok, "", ""};
    if (c.isolates) {
        check.reason =
            "arm64 guests run on this host's processor (" + c.accelerator + ") and are isolated by it.";
        return check;
    }
    check.state = CheckState::Warn;
    check.reason =
        "This host cannot run arm64 guests on its processor, so QEMU emulates them (TCG). That is slower, "
        "and QEMU's makers do not count it as a security boundary: a session does not protect this "
        "computer from hostile code.";
    check.fix = "Run only agents you trust here. For isolation use an arm64 host with KVM, or a Mac with "
                "Apple silicon.";
    return check;
}

} // namespace agentarium::host
