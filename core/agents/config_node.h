// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace agentarium::agents {

/// A value of a project's YAML or JSON file that need not be there, with its place for messages.
class ConfigNode {
public:
    /// JSON by its extension, else YAML. Throws Error(BadInput) with `shown` and the line when it does not
    /// parse.
    static ConfigNode load(const std::filesystem::path& file, const std::string& shown);

    ConfigNode operator[](const std::string& key) const;
    bool exists() const { return m_node && !m_node.IsNull(); }
    /// Empty when it is not there. Throws Error(BadInput) when it is a list or a map.
    std::string text() const;
    std::optional<std::string> optionalText() const;
    /// Throws Error(BadInput) when it is there and not a whole number.
    std::optional<int> number() const;
    std::vector<std::pair<std::string, ConfigNode>> members() const; ///< of a map; else none
    std::vector<ConfigNode> items() const;                           ///< of a list; else none
    std::string place() const;                                       ///< "file, line N (key)"

private:
    ConfigNode(YAML::Node node, std::string file, std::string key)
        : m_node(std::move(node)), m_file(std::move(file)), m_key(std::move(key)) {}

    YAML::Node m_node;
    std::string m_file;
    std::string m_key;
};

} // namespace agentarium::agents
