// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace agentarium::image {

/// SHA-256 over bytes as they come.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    void add(const void* data, std::size_t size);
    void add(std::string_view text) { add(text.data(), text.size()); }
    /// The bytes of a file. Throws Error(RuntimeFailed) when it cannot be read.
    void addFile(const std::filesystem::path& file);
    /// The sum in hex; nothing can be added after.
    std::string hex();

private:
    struct Context;
    std::unique_ptr<Context> m_context;
};

/// The sum of one file, or of several after another.
std::string sha256Of(const std::vector<std::filesystem::path>& files);
/// A sum over names, executable bits and contents of all files below `folder`, whatever order a listing has.
/// Compiled Python is left out.
std::string sha256OfTree(const std::filesystem::path& folder);

} // namespace agentarium::image
