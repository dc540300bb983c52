// SPDX-License-Identifier: Apache-2.0
// A recording somebody sent: it is taken whole, or refused and leaves nothing.
#include "core/archives/archives.h"
#include "core/events/database.h"
#include "core/events/schema.h"
#include "core/recordings/event_line.h"
#include "core/recordings/importer.h"
#include "core/recordings/removal.h"
#include "tests/fuzz/input.h"

#include <spdlog/spdlog.h>

using namespace agentarium;
namespace fs = std::filesystem;

namespace {

struct Home {
    fuzz::Folder folder;
    recordings::Place place{folder.path() / "journal.db", std::make_shared<events::BlobFolder>(folder.path()),
                            [](const auto&) {}};
    std::unique_ptr<events::Database> database;

    Home() {
        spdlog::set_level(spdlog::level::off);
        fs::create_directories(place.blobs->partial());
        database = events::openJournal(place.journal).database;
        database->execute("PRAGMA synchronous = OFF");
    }

    bool isEmpty() {
        for (const auto& entry : fs::recursive_directory_iterator(place.blobs->path()))
            if (entry.is_regular_file()) return false;
        return database->number("SELECT count(*) FROM recordings") == 0 &&
               database->number("SELECT count(*) FROM events") == 0;
    }
};

/// What is fuzzed is behind the packing: a tar is packed here.
fs::path packed(const Home& home, std::string_view tar) {
    const fs::path file = home.folder.path() / "story.agentrec";
    const WriteArchive out(archive_write_new());
    archive_write_add_filter_zstd(out.get());
    archive_write_set_filter_option(out.get(), "zstd", "compression-level", "1");
    archive_write_set_format_raw(out.get());
    checkArchive(archive_write_open_filename(out.get(), file.c_str()), out.get(), "fuzz");
    const Entry entry(archive_entry_new());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_write_header(out.get(), entry.get());
    archive_write_data(out.get(), tar.data(), tar.size());
    return file;
}

void readLine(std::string_view line) {
    fuzz::accepted([&] {
        const events::Event event = recordings::fromLine(line, 1);
        // What is taken is written as something that is taken.
        fuzz::require(recordings::fromLine(recordings::toLine(event), 1).kind == event.kind);
    });
    fuzz::accepted([&] { recordings::Manifest::fromText(std::string(line)); });
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static Home home;
    fuzz::Input input(data, size);
    const std::uint8_t choice = input.byte();
    if (choice % 4 == 0) {
        readLine(input.rest());
        return 0;
    }
    const fs::path file =
        choice % 4 == 1 ? home.folder.write("story.agentrec", input.rest()) : packed(home, input.rest());
    jobs::SilentJob job;
    std::string recordingId;
    const bool taken = fuzz::accepted(
        [&] { recordingId = recordings::importRecording(home.place, file, job).manifest.recordingId; });
    if (taken) {
        home.database->execute("UPDATE recordings SET ended_ns = -1");
        recordings::removeHidden(home.place, recordingId, job);
    }
    fuzz::require(home.isEmpty());
    return 0;
}
