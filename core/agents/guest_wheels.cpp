// SPDX-License-Identifier: Apache-2.0
#include "core/agents/guest_wheels.h"

#include "core/contract/error.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace agentarium::agents {

namespace fs = std::filesystem;

namespace {

constexpr const char* kMarker = "AGENTARIUM-GUEST";

struct FreeArchive {
    void operator()(archive* writer) const { archive_write_free(writer); }
};
struct FreeEntry {
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

void addMember(archive* writer, const std::string& name, const std::string& text) {
    const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(text.size()));
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    const bool written =
        archive_write_header(writer, entry.get()) == ARCHIVE_OK &&
        archive_write_data(writer, text.data(), text.size()) == static_cast<la_ssize_t>(text.size());
    if (!written)
        throw Error(ErrorKind::RuntimeFailed,
                    fmt::format("A wheel could not be written: {}.", archive_error_string(writer)),
                    "Check the free space of the data folder (AGENTARIUM_HOME).");
}

/// The files of a wheel are those of PEP 427.
void writeWheel(const fs::path& folder, std::string name, const std::string& version) {
    std::replace(name.begin(), name.end(), '-', '_');
    const std::string info = fmt::format("{}-{}.dist-info/", name, version);
    const fs::path file = folder / fmt::format("{}-{}-py3-none-any.whl", name, version);
    const std::unique_ptr<archive, FreeArchive> writer(archive_write_new());
    archive_write_set_format_zip(writer.get());
    if (archive_write_open_filename(writer.get(), file.c_str()) != ARCHIVE_OK)
        throw Error(ErrorKind::RuntimeFailed, fmt::format("{} could not be written.", file.string()),
                    "Check the free space of the data folder (AGENTARIUM_HOME).");
    addMember(writer.get(), info + "METADATA",
              fmt::format("Metadata-Version: 2.1\nName: {}\nVersion: {}\n", name, version));
    addMember(writer.get(), info + "WHEEL",
              "Wheel-Version: 1.0\nGenerator: agentarium\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
    addMember(writer.get(), info + kMarker, name + "\n");
    addMember(writer.get(), info + "RECORD",
              fmt::format("{0}METADATA,,\n{0}WHEEL,,\n{0}{1},,\n{0}RECORD,,\n", info, kMarker));
    archive_write_close(writer.get());
}

} // namespace

void writeGuestWheels(const GuestPackages& packages, const fs::path& folder) {
    fs::create_directories(folder);
    for (const auto& [name, version] : packages)
        writeWheel(folder, name, version);
}

std::vector<std::string> removeGuestWheels(const fs::path& target) {
    std::vector<std::string> names;
    std::vector<fs::path> gone;
    for (const fs::directory_entry& entry : fs::directory_iterator(target)) {
        if (!fs::exists(entry.path() / kMarker)) continue;
        const std::string folder = entry.path().filename();
        names.push_back(folder.substr(0, folder.find('-')));
        gone.push_back(entry.path());
    }
    for (const fs::path& folder : gone)
        fs::remove_all(folder);
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace agentarium::agents
