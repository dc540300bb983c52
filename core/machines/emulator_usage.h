// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

namespace agentarium::machines {

/// What the host has spent on a microVM: shown beside what the guest counts, never billed.
struct EmulatorUsage {
    double cpuSeconds = 0;           ///< user and system time of the emulator's process since its start
    std::uint64_t residentBytes = 0; ///< RSS: pages shared with other microVMs count in each
};

/// Nothing when the process is gone or the host does not tell (only Linux and macOS do).
std::optional<EmulatorUsage> emulatorUsage(long pid);

/// PSS in bytes: each shared page divided by those who share it. Walks the page tables, some milliseconds:
/// not for the Asio thread. Nothing where the host does not tell (macOS).
std::optional<std::uint64_t> emulatorProportionalBytes(long pid);

} // namespace agentarium::machines
