// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/files.h"
#include "core/invocations/exchange.h"

#include <filesystem>
#include <string>

namespace agentarium::invocations {

/// A request body that was taken in whole, so that its caller may leave before anybody reads it. The first
/// megabyte is kept in memory, the rest in a file that has no name: nothing is left over, whatever happens.
class SpooledBody : public BodySource {
public:
    /// `folder` is where the file would be. Bodies over kMaxPayloadBytes are refused (contract 6).
    SpooledBody(asio::thread_pool& pool, std::filesystem::path folder);

    /// Reads `from` to its end. Throws Error(TooLarge), Error(RuntimeFailed) when the disk is full, and what
    /// `from` throws.
    Task<void> fill(BodySource& from);

    std::optional<std::uint64_t> declaredSize() const override { return m_size; }
    Task<std::size_t> read(asio::mutable_buffer buffer) override;
    void abort() override {}

private:
    Task<void> add(std::string bytes);

    asio::thread_pool& m_pool;
    std::filesystem::path m_folder;
    std::string m_head;
    Fd m_file;
    std::uint64_t m_size = 0;
    std::uint64_t m_read = 0;
};

} // namespace agentarium::invocations
