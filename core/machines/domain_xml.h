// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/machines/machines.h"

#include <string>

namespace agentarium::machines {

/// Namespace of the element in a domain's metadata that says whose it is and what the session needs to find
/// again.
inline constexpr const char* metadataNamespace = "https://agentarium.dev/xmlns/machine/1";

/// The domain as libvirt is told to create it. Pure.
/// `owner` is the data folder's short name: only domains that carry it are listed, adopted or ended.
std::string domainXml(const MachineSpec& spec, const Capabilities& capabilities, const Sockets& sockets,
                      const std::string& owner);

/// The element with a domain's metadata alone, as libvirt takes it for a domain that runs. Pure.
std::string metadataXml(const std::map<std::string, std::string>& metadata, const std::string& owner);

/// What a running domain's XML says; state and pid are not in it.
struct DomainInfo {
    std::string owner;          ///< empty when the domain is not ours
    std::string id;             ///< libvirt's number of it while it runs
    bool waitsForState = false; ///< its emulator was started to be given a saved state, as a clone's is
    Machine machine;
};
DomainInfo parseDomain(const std::string& xml);

} // namespace agentarium::machines
