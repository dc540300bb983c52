// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>

namespace agentarium::events {

/// Letters, digits, ".", "-" and "_", not beginning with ".", at most 200: a name that stays inside its
/// folder.
bool isPartialName(const std::string& name);

/// Which payload a partial name has become; keeps the newest thousand, for readers that come a moment late.
class FinishedNames {
public:
    void add(const std::string& partialName, const std::string& sha256);
    std::optional<std::string> find(const std::string& partialName) const;

private:
    std::map<std::string, std::string> m_digests;
    std::deque<std::string> m_order;
};

} // namespace agentarium::events
