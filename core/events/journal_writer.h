// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/events/journal_tables.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace agentarium::events {

/// The one thread that writes the journal. It takes what was queued within a window, commits it as one group
/// and then hands the events on. When the disk refuses a group, the group is kept and tried again.
class JournalWriter {
public:
    /// Called on the writer's thread with the operations of a committed group, in order.
    using Committed = std::function<void(std::vector<JournalOp> ops)>;

    JournalWriter(std::unique_ptr<Database> database, std::filesystem::path file,
                  std::chrono::milliseconds window, Committed committed);
    /// Writes what is queued; gives up after a few attempts when the disk refuses it, and logs what was lost.
    ~JournalWriter();

    /// Never waits for the disk.
    void push(JournalOp op);
    /// Why the disk refuses to be written, while it does.
    std::optional<std::string> trouble() const;

private:
    void run();
    bool takeQueued();
    void writeGroups();
    bool writeGroup(std::span<const JournalOp> group);
    void refused(const SqlError& error);
    void waitToRetry();
    void giveUp();

    const std::filesystem::path m_file;
    const std::chrono::milliseconds m_window;
    const Committed m_committed;
    std::unique_ptr<Database> m_database;
    JournalTables m_tables;

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::vector<JournalOp> m_queue;
    bool m_urgent = false;
    bool m_stop = false;
    std::optional<std::string> m_trouble;

    std::deque<JournalOp> m_taken; ///< the writer's own: queued before, not committed yet
    std::thread m_thread;
};

} // namespace agentarium::events
