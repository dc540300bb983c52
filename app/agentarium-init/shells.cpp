// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/shells.h"

#include <algorithm>

namespace agentarium::init {

namespace {
constexpr std::size_t kMost = 10;
}

Shells::Found Shells::open(const std::string& id, int width, int height) {
    if (const auto found = m_shells.find(id); found != m_shells.end()) {
        found->second->resize(width, height);
        return {found->second, false, {}};
    }
    if (!makeRoom())
        return {nullptr, false, "There are " + std::to_string(kMost) + " shells in this session, the limit."};
    auto shell = std::make_shared<Shell>(m_loop, m_children);
    if (const auto failure = shell->start(m_agent, width, height))
        return {nullptr, false, "The shell could not be started: " + *failure + "."};
    m_shells[id] = shell;
    return {shell, true, {}};
}

bool Shells::makeRoom() {
    if (m_shells.size() < kMost) return true;
    const auto ended = std::find_if(m_shells.begin(), m_shells.end(),
                                    [](const auto& entry) { return entry.second->end().has_value(); });
    if (ended == m_shells.end()) return false;
    m_shells.erase(ended);
    return true;
}

} // namespace agentarium::init
