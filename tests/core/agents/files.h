// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/contract/error.h"

#include <QTest>
#include <archive.h>
#include <archive_entry.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

namespace agentarium::test {

inline void write(const std::filesystem::path& file, const std::string& text) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

inline std::string read(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// One entry of a zip, which may be as bad as a test wants.
struct Member {
    std::string name;
    std::string data{};
    unsigned type = AE_IFREG;
    unsigned mode = 0644;
    std::string link{};
};

inline void writeZip(const std::filesystem::path& file, const std::vector<Member>& members,
                     const char* options = nullptr) {
    archive* writer = archive_write_new();
    archive_write_set_format_zip(writer);
    if (options) archive_write_set_options(writer, options);
    archive_write_open_filename(writer, file.c_str());
    for (const Member& member : members) {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, member.name.c_str());
        archive_entry_set_filetype(entry, member.type);
        archive_entry_set_perm(entry, static_cast<__LA_MODE_T>(member.mode));
        if (!member.link.empty()) archive_entry_set_symlink(entry, member.link.c_str());
        archive_entry_set_size(entry, static_cast<la_int64_t>(member.data.size()));
        archive_write_header(writer, entry);
        archive_write_data(writer, member.data.data(), member.data.size());
        archive_entry_free(entry);
    }
    archive_write_close(writer);
    archive_write_free(writer);
}

/// The error `work` ends with; the test fails when there is none.
inline Error errorOf(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        return error;
    }
    QTest::qFail("an error was expected", __FILE__, __LINE__);
    return Error(ErrorKind::RuntimeFailed, "there was no error");
}

inline bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace agentarium::test

/// The text has the part; shows the text when not.
#define VERIFY_HAS(text, part) QVERIFY2(agentarium::test::has(text, part), std::string(text).c_str())
