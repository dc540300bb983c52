// SPDX-License-Identifier: Apache-2.0
#include "core/agents/store_files.h"

#include "core/contract/error.h"
#include "core/contract/iso_time.h"

#include <fmt/format.h>
#include <openssl/rand.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <unistd.h>

namespace agentarium::agents {

namespace {

Error writeFailed(const std::filesystem::path& file) {
    return Error(ErrorKind::RuntimeFailed,
                 fmt::format("{} could not be written: {}.", file.string(), std::strerror(errno)),
                 "Check the free space and the permissions of the data folder (AGENTARIUM_HOME).");
}

void writeAll(int fd, const std::string& text, const std::filesystem::path& file) {
    std::size_t done = 0;
    while (done < text.size()) {
        const ssize_t wrote = ::write(fd, text.data() + done, text.size() - done);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) throw writeFailed(file);
        done += static_cast<std::size_t>(wrote);
    }
}

} // namespace

void syncPath(const std::filesystem::path& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool synced = fd >= 0 && ::fsync(fd) == 0;
    const Error error = writeFailed(path);
    if (fd >= 0) ::close(fd);
    if (!synced) throw error;
}

void writeJsonFile(const std::filesystem::path& file, const nlohmann::json& json) {
    const std::filesystem::path temporary = file.string() + ".new";
    const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) throw writeFailed(temporary);
    try {
        writeAll(fd, json.dump(2) + "\n", temporary);
        if (::fsync(fd) != 0) throw writeFailed(temporary);
    } catch (...) {
        ::close(fd);
        ::unlink(temporary.c_str());
        throw;
    }
    ::close(fd);
    if (::rename(temporary.c_str(), file.c_str()) != 0) throw writeFailed(file);
    syncPath(file.parent_path());
}

nlohmann::json readJsonFile(const std::filesystem::path& file) {
    const std::string fix =
        fmt::format("Restore {} from a copy, or delete the agent and deploy it again.", file.string());
    std::ifstream in(file, std::ios::binary);
    if (!in)
        throw Error(ErrorKind::RuntimeFailed,
                    fmt::format("{} cannot be read: {}.", file.string(), std::strerror(errno)), fix);
    try {
        return nlohmann::json::parse(in);
    } catch (const nlohmann::json::exception& error) {
        throw Error(ErrorKind::RuntimeFailed, fmt::format("{} is damaged: {}.", file.string(), error.what()),
                    fix);
    }
}

std::string randomAlphanumerics(std::size_t count) {
    constexpr char alphabet[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    constexpr unsigned usable = 256 - 256 % (sizeof alphabet - 1);
    std::string result;
    while (result.size() < count) {
        unsigned char byte = 0;
        if (RAND_bytes(&byte, 1) != 1)
            throw Error(ErrorKind::RuntimeFailed, "The system gave no random numbers.");
        if (byte < usable) result += alphabet[byte % (sizeof alphabet - 1)];
    }
    return result;
}

std::string nowIso8601() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return contract::toIsoTime(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

} // namespace agentarium::agents
