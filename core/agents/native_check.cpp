// SPDX-License-Identifier: Apache-2.0
#include "core/agents/native_check.h"

#include "core/agents/elf.h"
#include "core/contract/error.h"

#include <fmt/format.h>

#include <optional>
#include <regex>

namespace agentarium::agents {

namespace fs = std::filesystem;

namespace {

constexpr const char* kGuestTag = "313";
constexpr const char* kGuestPlatform = "aarch64-linux-gnu";
constexpr std::uint16_t kObjectFile = 1;

bool isSharedObject(const std::string& name) {
    return name.ends_with(".so") || name.find(".so.") != std::string::npos;
}

Error wrong(const fs::path& file, const std::string& builtFor) {
    return Error(
        ErrorKind::BadInput,
        fmt::format("{} is built for {}; the guest needs AArch64 Linux and CPython 3.13.", file.string(),
                    builtFor),
        "Remove it (or the folder of packages it is in) and list the package in requirements.txt, or vendor "
        "it "
        "for the guest: pip install --target . --platform manylinux2014_aarch64 --python-version 3.13 "
        "--only-binary=:all: PACKAGE");
}

/// What the tag in an extension module's name asks for, when that is not the guest; the name is of the form
/// "module.cpython-312-aarch64-linux-gnu.so".
std::optional<std::string> foreignTag(const std::string& name) {
    static const std::regex cpython(R"(\.cpython-([0-9]+[a-z]*)(?:-([A-Za-z0-9_-]+))?\.so$)");
    static const std::regex pypy(R"(\.(pypy[0-9]+[^.]*|graalpy[^.]*)\.so$)");
    std::smatch match;
    if (std::regex_search(name, match, pypy)) return match[1].str();
    if (!std::regex_search(name, match, cpython)) return std::nullopt;
    const std::string tag = match[1];
    const std::string platform = match[2];
    if (tag != kGuestTag) {
        const std::string version = tag.size() > 1 ? tag.substr(0, 1) + "." + tag.substr(1) : tag;
        return fmt::format("CPython {}{}", version, platform.empty() ? "" : " on " + platform);
    }
    if (!platform.empty() && platform != kGuestPlatform) return "CPython 3.13 on " + platform;
    return std::nullopt;
}

/// Some packages carry one build of a module for each Python: then those for others do no harm.
bool hasGuestSibling(const fs::path& file) {
    const std::string name = file.filename();
    const std::string stem = name.substr(0, name.find('.'));
    for (const std::string& other :
         {stem + ".cpython-" + kGuestTag + "-" + kGuestPlatform + ".so", stem + ".abi3.so"})
        if (other != name && fs::exists(file.parent_path() / other)) return true;
    return false;
}

void checkFile(const fs::path& file, const fs::path& relative, const BinaryHeader& header) {
    const std::string name = file.filename();
    const bool shared = isSharedObject(name);
    const bool elf = header.format == BinaryHeader::Format::Elf;
    // Launchers for other systems (.exe, .dylib) are data here; object files are not run.
    if (!shared && (!elf || header.type == kObjectFile)) return;
    if (hasGuestSibling(file)) return;
    if (!header.isArm64Elf()) throw wrong(relative, header.describe());
    if (const auto tag = foreignTag(name)) throw wrong(relative, *tag);
}

} // namespace

Check checkNativeCode(const fs::path& code, jobs::JobContext& job) {
    int count = 0;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(code)) {
        job.checkCancelled();
        if (entry.is_symlink() || !entry.is_regular_file()) continue;
        const auto header = readBinaryHeader(entry.path());
        const fs::path relative = entry.path().lexically_relative(code);
        if (!header) {
            // An empty or odd ".so" cannot be loaded, but a text in that place (a linker script) is harmless.
            if (entry.path().extension() == ".so" && entry.file_size() == 0)
                throw wrong(relative, "nothing: it is empty");
            continue;
        }
        checkFile(entry.path(), relative, *header);
        count += header->format == BinaryHeader::Format::Elf;
    }
    return {"native", "ok",
            count == 0 ? "No native code."
                       : fmt::format("{} native file{}, all for AArch64 and CPython 3.13.", count,
                                     count == 1 ? "" : "s")};
}

} // namespace agentarium::agents
