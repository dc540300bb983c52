// SPDX-License-Identifier: Apache-2.0
#include "core/machines/metadata.h"

#include <nlohmann/json.hpp>

namespace agentarium::machines {

std::string writeMetadata(const std::map<std::string, std::string>& metadata) {
    const std::string json =
        nlohmann::json(metadata).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
    std::string text;
    // These stand only inside strings of a JSON document, where an escape means the same.
    for (char c : json) {
        switch (c) {
        case '<':
            text += "\\u003c";
            break;
        case '>':
            text += "\\u003e";
            break;
        case '&':
            text += "\\u0026";
            break;
        case '\'':
            text += "\\u0027";
            break;
        default:
            text += c;
        }
    }
    return text;
}

std::map<std::string, std::string> readMetadata(const std::string& text) {
    const nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
    std::map<std::string, std::string> metadata;
    if (!json.is_object()) return metadata;
    for (const auto& [key, value] : json.items())
        if (value.is_string()) metadata[key] = value.get<std::string>();
    return metadata;
}

} // namespace agentarium::machines
