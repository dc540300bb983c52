// SPDX-License-Identifier: Apache-2.0
#include "core/agents/config_node.h"

#include "core/contract/error.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace agentarium::agents {

namespace {

constexpr std::uintmax_t kMaxFileBytes = 1'000'000;

Error broken(const std::string& file, long line, const std::string& why) {
    return Error(ErrorKind::BadInput, fmt::format("{}, line {}: {}.", file, line, why),
                 "Correct the file and deploy again.");
}

/// YAML reads JSON, but its messages for broken JSON mislead; so JSON is checked by its own parser.
void requireJson(const std::string& text, const std::string& file) {
    try {
        [[maybe_unused]] const auto parsed = nlohmann::json::parse(text);
    } catch (const nlohmann::json::parse_error& error) {
        const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(error.byte, text.size()));
        throw broken(file, 1 + std::count(text.begin(), end, '\n'), "it is not valid JSON");
    }
}

} // namespace

ConfigNode ConfigNode::load(const std::filesystem::path& file, const std::string& shown) {
    if (std::filesystem::file_size(file) > kMaxFileBytes)
        throw Error(ErrorKind::BadInput, fmt::format("{} has more than {} bytes.", shown, kMaxFileBytes),
                    "Is it the right file?");
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (file.extension() == ".json") requireJson(text.str(), shown);
    try {
        const YAML::Node node = YAML::Load(text.str());
        if (!node.IsMap()) throw broken(shown, 1, "it has no keys and values");
        return ConfigNode(node, shown, {});
    } catch (const YAML::Exception& error) {
        throw broken(shown, error.mark.line + 1, error.msg);
    }
}

ConfigNode ConfigNode::operator[](const std::string& key) const {
    const std::string path = m_key.empty() ? key : m_key + "." + key;
    if (!m_node || !m_node.IsMap()) return ConfigNode(YAML::Node(YAML::NodeType::Null), m_file, path);
    const YAML::Node& fixed = m_node;
    const YAML::Node found = fixed[key];
    return ConfigNode(found ? found : YAML::Node(YAML::NodeType::Null), m_file, path);
}

std::string ConfigNode::text() const {
    if (!exists()) return {};
    if (!m_node.IsScalar())
        throw Error(ErrorKind::BadInput, fmt::format("{}: a text is expected there.", place()),
                    "Correct the file and deploy again.");
    return m_node.Scalar();
}

std::optional<std::string> ConfigNode::optionalText() const {
    const std::string value = text();
    return value.empty() ? std::nullopt : std::optional(value);
}

std::optional<int> ConfigNode::number() const {
    if (!exists()) return std::nullopt;
    try {
        return m_node.as<int>();
    } catch (const YAML::Exception&) {
        throw Error(ErrorKind::BadInput, fmt::format("{}: a whole number is expected there.", place()),
                    "Correct the file and deploy again.");
    }
}

std::vector<std::pair<std::string, ConfigNode>> ConfigNode::members() const {
    std::vector<std::pair<std::string, ConfigNode>> result;
    if (!m_node || !m_node.IsMap()) return result;
    for (const auto& entry : m_node)
        if (entry.first.IsScalar())
            result.emplace_back(entry.first.Scalar(),
                                ConfigNode(entry.second, m_file, m_key + "." + entry.first.Scalar()));
    return result;
}

std::vector<ConfigNode> ConfigNode::items() const {
    std::vector<ConfigNode> result;
    if (!m_node || !m_node.IsSequence()) return result;
    for (const auto& entry : m_node)
        result.push_back(ConfigNode(entry, m_file, fmt::format("{}[{}]", m_key, result.size())));
    return result;
}

std::string ConfigNode::place() const {
    const int line = m_node ? m_node.Mark().line : -1;
    return line >= 0 ? fmt::format("{}, line {} ({})", m_file, line + 1, m_key)
                     : fmt::format("{} ({})", m_file, m_key);
}

} // namespace agentarium::agents
