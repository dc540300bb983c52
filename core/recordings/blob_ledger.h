// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/events/database.h"

#include <optional>
#include <string>

namespace agentarium::recordings {

/// Which payloads a recording's events name and which of them came. In a temporary file of SQLite's, so that
/// memory does not grow with their number.
class BlobLedger {
public:
    BlobLedger();

    void name(const std::string& sha256);
    /// True when events name it and it did not come before.
    bool come(const std::string& sha256);
    /// One that is named and did not come.
    std::optional<std::string> missing();

private:
    events::Database m_database;
    events::Statement m_name, m_come, m_missing;
};

} // namespace agentarium::recordings
