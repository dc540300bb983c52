// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace agentarium::wire {

/// A new random epoch: 32 hex digits.
std::string newEpoch();
/// True for 32 lower-case hex digits.
bool isEpoch(const std::string& text);
/// What separates an old connection's bytes from a new one's on `in` and `out` (docs/link.md).
std::string markerOf(const std::string& epoch);

/// Discards bytes until one marker has passed, in whatever pieces they come.
class MarkerScanner {
public:
    explicit MarkerScanner(std::string marker);

    /// How many bytes of `data` are old, the marker included, once its end is in them; nothing while all are
    /// old.
    std::optional<std::size_t> feed(std::span<const std::uint8_t> data);

private:
    std::string m_marker;
    std::vector<std::size_t> m_fallback; // Knuth-Morris-Pratt: where to go on after a mismatch
    std::size_t m_matched = 0;
};

} // namespace agentarium::wire
