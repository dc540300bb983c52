// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace agentarium::agents {

/// The part of a program's or library's header that says what it is built for.
struct BinaryHeader {
    enum class Format { Elf, MachO, Pe };
    Format format = Format::Elf;
    bool truncated = false; ///< the file ends within the header
    int bits = 0;           ///< 32 or 64, only for ELF
    bool littleEndian = true;
    std::uint16_t type = 0;    ///< ELF e_type: 1 object, 2 program, 3 shared object or program, 4 core
    std::uint16_t machine = 0; ///< ELF e_machine

    bool isArm64Elf() const;
    /// "x86-64 (ELF, 64 bit)", "macOS (Mach-O)"; for messages.
    std::string describe() const;
};

/// Nothing when the file begins like none of these formats or cannot be read.
std::optional<BinaryHeader> readBinaryHeader(const std::filesystem::path& file);

} // namespace agentarium::agents
