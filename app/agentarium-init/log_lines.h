// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentarium-init/fd.h"
#include "app/agentarium-init/loop.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace agentarium::init {

/// Cuts bytes into lines of at most 8 KB; a longer line becomes several, never cut within a character.
class LogLines {
public:
    using OnLine = std::function<void(std::string line)>;
    explicit LogLines(OnLine onLine) : m_onLine(std::move(onLine)) {}
    void feed(std::string_view data);
    /// What is left without a line's end is a line too.
    void end();

private:
    static constexpr std::size_t kLimit = 8 * 1024;
    OnLine m_onLine;
    std::string m_line;
};

/// One output of a process, read into lines while it comes.
class LogPipe {
public:
    LogPipe(Loop& loop, LogLines::OnLine onLine);
    ~LogPipe();
    LogPipe(const LogPipe&) = delete;
    LogPipe& operator=(const LogPipe&) = delete;

    int writeEnd() const { return m_write.get(); }
    /// After the process was started: only it holds the write end then.
    void closeWriteEnd() { m_write.reset(); }
    /// Reads all there is now, also when other processes keep the pipe open, and ends the last line.
    void finish();

private:
    bool readSome();
    void readSoon();

    Loop& m_loop;
    LogLines m_lines;
    Fd m_read;
    Fd m_write;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

} // namespace agentarium::init
