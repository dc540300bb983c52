// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/machines/domain_xml.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace agentarium::machines {

/// What the embedded driver wrote down about a domain that runs, in run/qemu/<name>.xml. It is there before
/// the emulator is, is replaced as a whole at each change and goes when libvirt knows that the emulator
/// ended.
struct DomainStatus {
    DomainInfo info;      ///< with the machine's state; the pid is not in it
    bool started = false; ///< libvirt was through with the start
    /// The folder of its own below lib/qemu: "domain-<id>-<the first 20 characters of the name>", as
    /// libvirt's virDomainDefGetShortName() builds it.
    std::string ownFolder() const;
    /// Nothing can be made of it by a daemon that did not start it: libvirt was not through with the start,
    /// or it is a clone that was not resumed, whose state may not have been loaded or only half.
    bool isHalfStarted() const;
};

/// Empty when the text is not such a file.
std::optional<DomainStatus> parseStatus(const std::string& text);

/// Of all domains; `folder` is run/qemu.
std::vector<DomainStatus> readStatuses(const std::filesystem::path& folder);

} // namespace agentarium::machines
