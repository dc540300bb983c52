// SPDX-License-Identifier: Apache-2.0
#include "core/events/journal_writer.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>

namespace agentarium::events {

using namespace std::chrono_literals;

namespace {

/// Operations in one transaction: a commit takes a few milliseconds at most.
constexpr std::size_t kGroup = 1024;
constexpr auto kRetry = 250ms;
constexpr int kLastAttempts = 4;

} // namespace

JournalWriter::JournalWriter(std::unique_ptr<Database> database, std::filesystem::path file,
                             std::chrono::milliseconds window, Committed committed)
    : m_file(std::move(file))
    , m_window(window)
    , m_committed(std::move(committed))
    , m_database(std::move(database))
    , m_tables(*m_database)
    , m_thread([this] { run(); }) {}

JournalWriter::~JournalWriter() {
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

void JournalWriter::push(JournalOp op) {
    const bool isFlush = std::holds_alternative<FlushOp>(op);
    bool wake = false;
    {
        const std::lock_guard lock(m_mutex);
        wake = m_queue.empty() || isFlush || m_queue.size() + 1 == kGroup;
        m_urgent = m_urgent || isFlush;
        m_queue.push_back(std::move(op));
    }
    if (wake) m_wake.notify_one();
}

std::optional<std::string> JournalWriter::trouble() const {
    const std::lock_guard lock(m_mutex);
    return m_trouble;
}

void JournalWriter::run() {
    while (takeQueued())
        writeGroups();
}

/// Waits for operations and lets a group gather. False when it is time to end.
bool JournalWriter::takeQueued() {
    std::unique_lock lock(m_mutex);
    m_wake.wait(lock, [this] { return m_stop || !m_queue.empty(); });
    if (m_queue.empty()) return false;
    m_wake.wait_for(lock, m_window, [this] { return m_stop || m_urgent || m_queue.size() >= kGroup; });
    m_taken.insert(m_taken.end(), std::make_move_iterator(m_queue.begin()),
                   std::make_move_iterator(m_queue.end()));
    m_queue.clear();
    m_urgent = false;
    return true;
}

void JournalWriter::writeGroups() {
    int attemptsAfterStop = 0;
    while (!m_taken.empty()) {
        std::vector<JournalOp> group;
        const std::size_t size = std::min(m_taken.size(), kGroup);
        std::move(m_taken.begin(), m_taken.begin() + static_cast<std::ptrdiff_t>(size),
                  std::back_inserter(group));
        m_taken.erase(m_taken.begin(), m_taken.begin() + static_cast<std::ptrdiff_t>(size));
        if (writeGroup(group)) {
            m_committed(std::move(group));
            continue;
        }
        m_taken.insert(m_taken.begin(), std::make_move_iterator(group.begin()),
                       std::make_move_iterator(group.end()));
        waitToRetry();
        const std::lock_guard lock(m_mutex);
        if (m_stop && ++attemptsAfterStop == kLastAttempts) return giveUp();
    }
}

bool JournalWriter::writeGroup(std::span<const JournalOp> group) {
    try {
        m_tables.write(group);
    } catch (const SqlError& error) {
        refused(error);
        return false;
    }
    const std::lock_guard lock(m_mutex);
    if (m_trouble) spdlog::info("journal: {} is written again; no event was lost", m_file.string());
    m_trouble.reset();
    return true;
}

void JournalWriter::refused(const SqlError& error) {
    std::string sentence =
        "The journal " + m_file.string() + " cannot be written: " + error.what() +
        ". New events wait in memory. Free some disk space; a damaged file is set aside when the "
        "daemon starts again.";
    const std::lock_guard lock(m_mutex);
    if (!m_trouble) spdlog::error("journal: {}", sentence);
    m_trouble = std::move(sentence);
}

/// Those who only want to know how it stands are told; the others go on waiting.
void JournalWriter::waitToRetry() {
    std::unique_lock lock(m_mutex);
    for (std::deque<JournalOp>::iterator it = m_taken.begin(); it != m_taken.end();) {
        auto* flush = std::get_if<FlushOp>(&*it);
        if (!flush || !flush->evenIfRefused) {
            ++it;
            continue;
        }
        flush->done(false);
        it = m_taken.erase(it);
    }
    m_wake.wait_for(lock, kRetry, [this] { return m_stop; });
    m_taken.insert(m_taken.end(), std::make_move_iterator(m_queue.begin()),
                   std::make_move_iterator(m_queue.end()));
    m_queue.clear();
    if (m_stop) {
        // Nobody queues any more: the last attempts are made a little apart.
        lock.unlock();
        std::this_thread::sleep_for(50ms);
    }
}

void JournalWriter::giveUp() {
    const auto lost = std::count_if(m_taken.begin(), m_taken.end(),
                                    [](const JournalOp& op) { return std::holds_alternative<AppendOp>(op); });
    spdlog::error("journal: {} events were lost at the end: {}", lost, m_trouble.value_or("unknown"));
    for (JournalOp& op : m_taken)
        if (auto* flush = std::get_if<FlushOp>(&op)) flush->done(false);
    m_taken.clear();
}

} // namespace agentarium::events
