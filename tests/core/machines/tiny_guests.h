// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/machines/machines.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

namespace agentarium::tests {

/// Writes "A" and a line feed to the console and, after some tenths of a second, asks the machine to switch
/// off: an emulator that ends at once may not have answered yet that it was resumed.
inline constexpr std::array<std::uint32_t, 12> tinyKernel{
    0xd2a12001, // movz x1, #0x0900, lsl #16: the UART
    0x52800822, // movz w2, #'A'
    0xb9000022, // str  w2, [x1]
    0x52800142, // movz w2, #'\n'
    0xb9000022, // str  w2, [x1]
    0xd2a10005, // movz x5, #0x0800, lsl #16
    0xf10004a5, // subs x5, x5, #1
    0x54ffffe1, // b.ne .-4
    0x52800100, // movz w0, #8
    0x72b08000, // movk w0, #0x8400, lsl #16: PSCI SYSTEM_OFF
    0xd4000002, // hvc  #0
    0x14000000, // b    .
};

/// Counts in its memory and writes the count to the console, "A" first, for ever.
inline constexpr std::array<std::uint32_t, 12> countingKernel{
    0xd2a12001, // movz x1, #0x0900, lsl #16: the UART
    0xd2a82004, // movz x4, #0x4100, lsl #16: a place in memory
    0x52800822, // movz w2, #'A'
    0xb9000082, // str  w2, [x4]
    0xb9400082, // ldr  w2, [x4]
    0xb9000022, // str  w2, [x1]
    0x11000443, // add  w3, w2, #1
    0xb9000083, // str  w3, [x4]
    0xd2a02005, // movz x5, #0x0100, lsl #16: a while
    0xf10004a5, // subs x5, x5, #1
    0x54ffffe1, // b.ne .-4
    0x17fffff9, // b    .-28
};

/// A domain with that kernel, whose memory is a file.
inline machines::MachineSpec countingSpec(const std::filesystem::path& home, const std::string& name,
                                          const std::filesystem::path& state = {}) {
    machines::MachineSpec spec;
    spec.name = name;
    spec.memoryMb = 128;
    spec.kernel = home / "counting";
    spec.memory = machines::MemoryFile{home / "memory", state};
    std::ofstream(spec.kernel, std::ios::binary)
        .write(reinterpret_cast<const char*>(countingKernel.data()), sizeof countingKernel);
    return spec;
}

inline machines::MachineSpec specOf(const std::filesystem::path& home, const std::string& name) {
    machines::MachineSpec spec;
    spec.name = name;
    spec.memoryMb = 128;
    spec.kernel = home / "kernel";
    spec.metadata = {{"sessionId", "session of " + name}};
    std::ofstream(spec.kernel, std::ios::binary)
        .write(reinterpret_cast<const char*>(tinyKernel.data()), sizeof tinyKernel);
    return spec;
}

} // namespace agentarium::tests
