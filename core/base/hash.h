// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace agentarium {

/// Lower-case hex digits.
std::string toHex(std::span<const std::byte> bytes);
/// 64 lower-case hex digits.
bool isSha256(const std::string& text);

/// SHA-256 of bytes that come piece by piece (OpenSSL). Not for several threads at once.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    void update(std::span<const std::byte> bytes);
    void update(std::string_view text);
    /// 64 hex digits; nothing may be added after.
    std::string finish();

private:
    struct Context;
    std::unique_ptr<Context> m_context;
};

std::string sha256Of(std::string_view text);
/// Reads the file in pieces. Blocks: for a pool thread. Throws Error(RuntimeFailed) when it cannot be read.
std::string sha256OfFile(const std::filesystem::path& path);

} // namespace agentarium
