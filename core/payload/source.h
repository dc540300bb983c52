// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>

namespace agentarium::payload {

/// The largest request body, in bytes (contract 3.1).
inline constexpr std::uint64_t kMaxBytes = 100'000'000;

/// Throws Error(TooLarge), saying by how much, when `size` is over the limit.
void checkSize(std::uint64_t size);

/// Bytes read once from front to back.
class Source {
public:
    virtual ~Source() = default;
    /// Exact, when it is known before reading.
    virtual std::optional<std::uint64_t> size() const = 0;
    /// The next bytes, at most `buffer.size()`; 0 at the end. Throws Error.
    virtual std::size_t read(std::span<char> buffer) = 0;
    /// A descriptor to wait for before `read`, or -1 when `read` never waits for somebody.
    virtual int waitFor() const { return -1; }
};

/// What comes out of a descriptor, for example standard input. Does not close it. `read` throws
/// Error(TooLarge) once more than kMaxBytes have come. `name` is used in messages.
std::unique_ptr<Source> fromDescriptor(int fd, const std::string& name);

} // namespace agentarium::payload
