// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

namespace agentarium::machines {

/// Which machines are expected to live, so that only an end nobody asked for is news. Used on the Asio
/// thread.
class Living {
public:
    void starting(const std::string& name) { m_starting[name] = std::nullopt; }
    /// The reason when it stopped before its start was through.
    std::optional<std::string> started(const std::string& name) {
        auto node = m_starting.extract(name);
        if (node.empty()) return std::nullopt;
        if (!node.mapped()) m_living.insert(name);
        return node.mapped();
    }
    void found(const std::string& name) {
        if (!m_starting.contains(name)) m_living.insert(name);
    }
    void ending(const std::string& name) {
        m_starting.erase(name);
        m_living.erase(name);
    }
    /// True when nobody asked for it.
    bool stopped(const std::string& name, const std::string& reason) {
        if (auto at = m_starting.find(name); at != m_starting.end()) at->second = reason;
        return m_living.erase(name) > 0;
    }

private:
    std::map<std::string, std::optional<std::string>> m_starting;
    std::set<std::string> m_living;
};

} // namespace agentarium::machines
