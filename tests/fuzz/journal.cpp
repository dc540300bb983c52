// SPDX-License-Identifier: Apache-2.0
// A journal that a disk or a person has damaged: it is opened or set aside, and then it can be read.
#include "core/events/journal_reader.h"
#include "core/events/schema.h"
#include "tests/fuzz/input.h"

using namespace agentarium;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::Folder folder;
    folder.clear();
    fuzz::Input input(data, size);
    // The first byte says how much of the rest is the write-ahead log.
    const std::size_t tail = input.byte() * size / 256;
    const std::string_view database = input.take(size - tail);
    const auto file = folder.write("journal.db", database);
    if (tail > 0) folder.write("journal.db-wal", input.rest());
    fuzz::accepted([&] {
        const auto opened = events::openJournal(file);
        events::JournalReader reader(file);
        for (const events::SessionRow& row : reader.sessions(false, 20)) {
            reader.find(row.sessionId);
            for (const events::Event& event : reader.events(row.recordingId, 1, 50, {}))
                event.toJson().dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        }
    });
    return 0;
}
