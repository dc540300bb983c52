// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/events/database.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace agentarium::events {

/// The version of journal.db this program writes.
inline constexpr int kSchemaVersion = 2;

struct OpenedJournal {
    std::unique_ptr<Database> database;
    /// What had to be done to open it, for a person; for example that a damaged file was moved aside.
    std::optional<std::string> notice;
};

/// Opens or makes the journal for writing, in WAL mode, with its tables at kSchemaVersion. A damaged file is
/// renamed to journal.db.damaged-<time> and an empty journal begun. Throws Error(RuntimeFailed) when the file
/// cannot be used or was written by a newer program.
OpenedJournal openJournal(const std::filesystem::path& file);

/// A second connection to a journal that is open, for reading.
std::unique_ptr<Database> openForReading(const std::filesystem::path& file);

} // namespace agentarium::events
