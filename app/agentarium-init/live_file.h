// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentarium-init/fd.h"

#include <cstddef>
#include <string>

namespace agentarium::init {

/// A small file of /etc that says who this microVM is. It lives in the memory of /run and is mapped here, so
/// that a copy of a microVM gets its own by a few bytes: file system calls are what takes longest in a fresh
/// emulator.
class LiveFile {
public:
    /// Makes /run/agentarium/<name> and mounts it over /etc/<name>. When that fails the file is written
    /// plainly.
    explicit LiveFile(const std::string& name);
    LiveFile(const LiveFile&) = delete;
    LiveFile& operator=(const LiveFile&) = delete;

    /// At most a page.
    void write(const std::string& text);

private:
    std::string m_path;
    Fd m_file;
    char* m_text = nullptr;
    std::size_t m_size = 0;
};

} // namespace agentarium::init
