// SPDX-License-Identifier: Apache-2.0
#include "core/events/blob_names.h"

#include <algorithm>

namespace agentarium::events {

namespace {

constexpr std::size_t kKept = 1000;
constexpr std::size_t kMaxLength = 200;

bool isNameCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
}

} // namespace

bool isPartialName(const std::string& name) {
    return !name.empty() && name.size() <= kMaxLength && name.front() != '.' &&
           std::all_of(name.begin(), name.end(), isNameCharacter);
}

void FinishedNames::add(const std::string& partialName, const std::string& sha256) {
    if (m_digests.insert_or_assign(partialName, sha256).second) m_order.push_back(partialName);
    if (m_order.size() <= kKept) return;
    m_digests.erase(m_order.front());
    m_order.pop_front();
}

std::optional<std::string> FinishedNames::find(const std::string& partialName) const {
    const auto found = m_digests.find(partialName);
    return found == m_digests.end() ? std::nullopt : std::optional(found->second);
}

} // namespace agentarium::events
