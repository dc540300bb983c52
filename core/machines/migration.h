// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <libvirt/libvirt.h>

#include <filesystem>

namespace agentarium::machines {

/// Writes a paused domain's devices and processors to a file, without the memory: that is in its memory file
/// already. Blocks, at most 10 s. Throws Error(RuntimeFailed).
void saveState(virDomainPtr domain, const std::filesystem::path& file);

/// Brings a domain that waits for its state to where saveState() was. Blocks, at most 10 s. Throws
/// Error(RuntimeFailed).
void loadState(virDomainPtr domain, const std::filesystem::path& file);

} // namespace agentarium::machines
