// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/log_lines.h"

#include <algorithm>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace agentarium::init {

namespace {

/// What is read at once: short lines are many events, and the link waits meanwhile.
constexpr std::size_t kPiece = 4 * 1024;

/// The end of `text` without a UTF-8 character that is cut off there.
std::size_t characterEnd(std::string_view text) {
    for (std::size_t back = 1; back <= 3 && back < text.size(); ++back) {
        const auto byte = static_cast<unsigned char>(text[text.size() - back]);
        if ((byte & 0xc0) == 0x80) continue;
        const std::size_t needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
        return needs > back ? text.size() - back : text.size();
    }
    return text.size();
}

} // namespace

void LogLines::feed(std::string_view data) {
    while (!data.empty()) {
        const std::size_t newline = data.find('\n');
        const std::size_t part = std::min({newline, data.size(), kLimit - m_line.size()});
        m_line += data.substr(0, part);
        data.remove_prefix(part);
        if (!data.empty() && data[0] == '\n') {
            data.remove_prefix(1);
            if (!m_line.empty() && m_line.back() == '\r') m_line.pop_back();
            m_onLine(std::exchange(m_line, {}));
        } else if (m_line.size() == kLimit) {
            const std::size_t cut = characterEnd(m_line);
            std::string rest = m_line.substr(cut);
            m_line.resize(cut);
            m_onLine(std::exchange(m_line, std::move(rest)));
        }
    }
}

void LogLines::end() {
    if (!m_line.empty()) m_onLine(std::exchange(m_line, {}));
}

LogPipe::LogPipe(Loop& loop, LogLines::OnLine onLine) : m_loop(loop), m_lines(std::move(onLine)) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC)) return;
    m_read = Fd(ends[0]);
    m_write = Fd(ends[1]);
    ::fcntl(m_read.get(), F_SETFL, O_NONBLOCK);
    m_loop.watch(m_read.get(), [this](std::uint32_t) { readSoon(); });
}

LogPipe::~LogPipe() {
    *m_alive = false;
    if (m_read) m_loop.forget(m_read.get());
}

bool LogPipe::readSome() {
    char buffer[kPiece];
    const ssize_t n = m_read ? ::read(m_read.get(), buffer, sizeof buffer) : 0;
    if (n <= 0) return false;
    m_lines.feed({buffer, static_cast<std::size_t>(n)});
    return true;
}

void LogPipe::readSoon() {
    // One piece a turn: a process that writes without end does not starve the others.
    if (!readSome()) return;
    m_loop.post([this, alive = m_alive] {
        if (*alive) readSoon();
    });
}

void LogPipe::finish() {
    for (int i = 0; i < 64 && readSome(); ++i) {
    }
    m_lines.end();
}

} // namespace agentarium::init
