// SPDX-License-Identifier: Apache-2.0
#include "core/agents/elf.h"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <map>

namespace agentarium::agents {

namespace {

// Offsets and numbers of the ELF specification (System V ABI, chapter 4).
constexpr std::size_t kHeaderBytes = 20;
constexpr std::uint16_t kAarch64 = 183;

bool isMachO(std::uint32_t magic) {
    return magic == 0xFEEDFACEU || magic == 0xFEEDFACFU || magic == 0xCEFAEDFEU || magic == 0xCFFAEDFEU ||
           magic == 0xCAFEBABEU;
}

} // namespace

bool BinaryHeader::isArm64Elf() const {
    return format == Format::Elf && !truncated && bits == 64 && littleEndian && machine == kAarch64;
}

std::string BinaryHeader::describe() const {
    static const std::map<std::uint16_t, const char*> machines{
        {3, "x86"},         {8, "MIPS"},    {20, "PowerPC"},  {21, "PowerPC 64"}, {22, "S390"},
        {40, "32-bit ARM"}, {62, "x86-64"}, {183, "AArch64"}, {243, "RISC-V"}};
    if (format == Format::MachO) return "macOS (Mach-O)";
    if (format == Format::Pe) return "Windows (PE)";
    if (truncated) return "nothing: its ELF header is cut off";
    const auto known = machines.find(machine);
    const std::string name = known == machines.end() ? fmt::format("machine {}", machine) : known->second;
    return fmt::format("{} (ELF, {} bit{})", name, bits, littleEndian ? "" : ", big endian");
}

std::optional<BinaryHeader> readBinaryHeader(const std::filesystem::path& file) {
    std::array<unsigned char, kHeaderBytes> head{};
    std::ifstream in(file, std::ios::binary);
    in.read(reinterpret_cast<char*>(head.data()), head.size());
    const auto got = static_cast<std::size_t>(in.gcount());
    if (got < 4) return std::nullopt;

    BinaryHeader header;
    const std::uint32_t magic = std::uint32_t{head[0]} << 24 | std::uint32_t{head[1]} << 16 |
                                std::uint32_t{head[2]} << 8 | std::uint32_t{head[3]};
    if (magic != 0x7F454C46U) {
        header.format = isMachO(magic) ? BinaryHeader::Format::MachO : BinaryHeader::Format::Pe;
        if (isMachO(magic) || (head[0] == 'M' && head[1] == 'Z')) return header;
        return std::nullopt;
    }
    header.truncated = got < kHeaderBytes;
    header.bits = head[4] == 2 ? 64 : 32;
    header.littleEndian = head[5] != 2;
    const auto word = [&](std::size_t at) {
        const auto low = head[header.littleEndian ? at : at + 1];
        const auto high = head[header.littleEndian ? at + 1 : at];
        return static_cast<std::uint16_t>(low | high << 8);
    };
    header.type = word(16);
    header.machine = word(18);
    return header;
}

} // namespace agentarium::agents
