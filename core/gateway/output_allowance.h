// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/contract/limits.h"

#include <cstdint>
#include <string>

namespace agentarium::gateway {

/// How much of a command's output its caller gets: stdout and stderr together, in bytes (contract 3.3).
class OutputAllowance {
public:
    explicit OutputAllowance(std::uint64_t most = contract::kMaxCommandOutputBytes) : m_left(most) {}

    /// Shortens `piece` to what may still be passed on, which may be nothing.
    void cut(std::string& piece) {
        if (piece.size() > m_left) {
            m_cut = true;
            piece.resize(m_left);
        }
        m_left -= piece.size();
    }
    bool hasCut() const { return m_cut; }

private:
    std::uint64_t m_left;
    bool m_cut = false;
};

} // namespace agentarium::gateway
