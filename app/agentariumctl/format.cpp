// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/format.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace agentarium::ctl {

namespace {

std::string printed(const char* format, double value) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), format, value);
    return text.data();
}

} // namespace

std::string durationText(double ms) {
    if (ms < 10) return printed("%.1f ms", ms);
    if (ms < 999.5) return printed("%.0f ms", ms);
    if (ms < 60'000) return printed("%.2f s", ms / 1000);
    return secondsText(ms / 1000);
}

std::string secondsText(double seconds) {
    struct Unit {
        std::int64_t seconds;
        const char* name;
    };
    static constexpr std::array kUnits{Unit{86400, " d"}, Unit{3600, " h"}, Unit{60, " min"}, Unit{1, " s"}};
    std::int64_t left = std::max<std::int64_t>(0, std::llround(seconds));
    if (left == 0) return "0 s";
    std::string text;
    int parts = 0;
    for (const Unit& unit : kUnits) {
        const std::int64_t count = left / unit.seconds;
        left %= unit.seconds;
        if (count > 0) text += (text.empty() ? "" : " ") + std::to_string(count) + unit.name;
        if (!text.empty() && ++parts == 2) break;
    }
    return text;
}

std::string timeText(const std::string& iso) {
    if (iso.size() < 19 || iso[10] != 'T') return iso;
    return iso.substr(0, 10) + " " + iso.substr(11, 8);
}

std::string cell(const nlohmann::json& object, const char* key) {
    if (!object.is_object() || !object.contains(key) || object[key].is_null()) return "-";
    const nlohmann::json& value = object[key];
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    return text.empty() ? "-" : text;
}

double numberAt(const nlohmann::json& object, const char* key, double fallback) {
    if (!object.is_object() || !object.contains(key) || !object[key].is_number()) return fallback;
    return object[key].get<double>();
}

std::string phasesText(const nlohmann::json& phases) {
    std::string text;
    if (!phases.is_array()) return text;
    for (const nlohmann::json& phase : phases)
        text += (text.empty() ? "" : ", ") + cell(phase, "name") + " " + durationText(numberAt(phase, "ms"));
    return text;
}

} // namespace agentarium::ctl
