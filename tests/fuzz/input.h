// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/contract/error.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <unistd.h>

namespace agentarium::fuzz {

/// The bytes of one run, taken from the front.
class Input {
public:
    Input(const std::uint8_t* data, std::size_t size) : m_rest(reinterpret_cast<const char*>(data), size) {}

    std::uint8_t byte() {
        if (m_rest.empty()) return 0;
        const auto value = static_cast<std::uint8_t>(m_rest.front());
        m_rest.remove_prefix(1);
        return value;
    }
    std::string_view take(std::size_t size) {
        const std::string_view part = m_rest.substr(0, size);
        m_rest.remove_prefix(part.size());
        return part;
    }
    std::string_view rest() { return take(m_rest.size()); }
    bool empty() const { return m_rest.empty(); }

private:
    std::string_view m_rest;
};

/// What must hold, whatever the input is.
inline void require(bool holds) {
    if (!holds) std::abort();
}

/// Runs `work`; our own error is how bad input is refused, and needs a sentence. Any other exception is a
/// finding.
template <class F>
bool accepted(F work) {
    try {
        work();
        return true;
    } catch (const Error& error) {
        require(*error.what() != '\0');
        return false;
    }
}

/// A folder in memory for this process, removed at its end.
class Folder {
public:
    Folder() {
        const std::filesystem::path shared = "/dev/shm";
        const auto base =
            std::filesystem::is_directory(shared) ? shared : std::filesystem::temp_directory_path();
        m_path = base / ("agentarium-fuzz-" + std::to_string(::getpid()));
        clear();
    }
    ~Folder() { std::filesystem::remove_all(m_path); }
    const std::filesystem::path& path() const { return m_path; }
    void clear() {
        std::filesystem::remove_all(m_path);
        std::filesystem::create_directories(m_path);
    }
    std::filesystem::path write(const char* name, std::string_view bytes) const {
        const auto file = m_path / name;
        std::ofstream(file, std::ios::binary | std::ios::trunc)
            .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        return file;
    }

private:
    std::filesystem::path m_path;
};

} // namespace agentarium::fuzz
