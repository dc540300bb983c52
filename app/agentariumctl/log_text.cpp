// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/log_text.h"

#include "app/agentariumctl/format.h"

namespace agentarium::ctl {

std::string logText(const std::string& line) {
    if (!line.starts_with('{')) return line;
    const nlohmann::json record = nlohmann::json::parse(line, nullptr, false);
    if (!record.is_object() || !record.contains("message") || !record["message"].is_string()) return line;
    std::string text = record["message"];
    if (record.contains("level") && record["level"].is_string()) text = cell(record, "level") + ": " + text;
    if (record.contains("stackTrace") && record["stackTrace"].is_array()) {
        text += '\n';
        for (const nlohmann::json& part : record["stackTrace"])
            if (part.is_string()) text += part.get<std::string>();
    }
    text.erase(text.find_last_not_of('\n') + 1);
    return text;
}

} // namespace agentarium::ctl
