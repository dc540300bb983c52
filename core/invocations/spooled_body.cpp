// SPDX-License-Identifier: Apache-2.0
#include "core/invocations/spooled_body.h"

#include "core/contract/error.h"
#include "core/contract/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace agentarium::invocations {

namespace {

constexpr std::size_t kInMemory = 1024 * 1024;
constexpr std::size_t kPiece = 256 * 1024;

Error noRoom(const std::filesystem::path& folder) {
    return Error(
        ErrorKind::RuntimeFailed,
        fmt::format("The request body cannot be kept in {}: {}.", folder.string(), std::strerror(errno)),
        "Make room on that disk and send it again.");
}

Fd unnamedFile(const std::filesystem::path& folder) {
    std::string name = (folder / ".body-XXXXXX").string();
    Fd file(::mkostemp(name.data(), O_CLOEXEC));
    if (!file) throw noRoom(folder);
    ::unlink(name.c_str());
    return file;
}

} // namespace

SpooledBody::SpooledBody(asio::thread_pool& pool, std::filesystem::path folder)
    : m_pool(pool), m_folder(std::move(folder)) {}

Task<void> SpooledBody::fill(BodySource& from) {
    std::string buffer(kPiece, '\0');
    while (const std::size_t count = co_await from.read(asio::buffer(buffer))) {
        if (m_size + count > contract::kMaxPayloadBytes)
            throw Error(ErrorKind::TooLarge,
                        fmt::format("The request body has more than {} bytes, the limit.",
                                    contract::kMaxPayloadBytes),
                        "Send a reference to the data instead.");
        std::string piece = buffer.substr(0, count);
        co_await add(std::move(piece));
    }
}

Task<void> SpooledBody::add(std::string bytes) {
    m_size += bytes.size();
    if (!m_file && m_head.size() + bytes.size() <= kInMemory) {
        m_head += bytes;
        co_return;
    }
    const auto append = [this, &bytes] {
        if (!m_file) m_file = unnamedFile(m_folder);
        if (!writeAll(m_file.get(), bytes.data(), bytes.size())) throw noRoom(m_folder);
    };
    co_await offload(m_pool, append);
}

Task<std::size_t> SpooledBody::read(asio::mutable_buffer buffer) {
    if (m_read < m_head.size()) {
        const std::size_t count = std::min(buffer.size(), m_head.size() - m_read);
        std::memcpy(buffer.data(), m_head.data() + m_read, count);
        m_read += count;
        co_return count;
    }
    if (m_read >= m_size || buffer.size() == 0) co_return 0;
    const auto take = [this, buffer] {
        const auto at = static_cast<off_t>(m_read - m_head.size());
        const ssize_t count = ::pread(m_file.get(), buffer.data(), buffer.size(), at);
        if (count <= 0) throw noRoom(m_folder);
        return static_cast<std::size_t>(count);
    };
    const std::size_t count = co_await offload(m_pool, take);
    m_read += count;
    co_return count;
}

} // namespace agentarium::invocations
