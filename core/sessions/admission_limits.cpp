// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/admission_limits.h"

#include "core/base/files.h"
#include "core/contract/error.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <set>

namespace agentarium::sessions {

namespace {

void take(const nlohmann::json& json, const char* key, int least, int most, int& value) {
    const auto found = json.find(key);
    if (found == json.end()) return;
    if (!found->is_number_integer() || found->get<std::int64_t>() < least ||
        found->get<std::int64_t>() > most)
        throw Error(ErrorKind::BadInput, fmt::format("{} of the limits is {}.", key, found->dump()),
                    fmt::format("Give a whole number from {} to {}.", least, most));
    value = found->get<int>();
}

} // namespace

nlohmann::json AdmissionLimits::toJson() const {
    return {{"maxSessions", maxSessions},
            {"maxStarting", maxStarting},
            {"keepFreeMb", keepFreeMb},
            {"queue", queue},
            {"maxQueued", maxQueued},
            {"maxWaitSeconds", maxWaitSeconds},
            {"newSessionsPerSecond", newSessionsPerSecond},
            {"requestsPerSecond", requestsPerSecond}};
}

AdmissionLimits AdmissionLimits::fromJson(const nlohmann::json& json, AdmissionLimits base) {
    if (!json.is_object())
        throw Error(ErrorKind::BadInput, "The limits are no object.", "See docs/limits.md.");
    const nlohmann::json known = base.toJson();
    for (const auto& [key, value] : json.items())
        if (!known.contains(key))
            throw Error(ErrorKind::BadInput, fmt::format("There is no limit \"{}\".", key),
                        "See docs/limits.md.");
    take(json, "maxSessions", 1, 5000, base.maxSessions);
    take(json, "maxStarting", 0, 1000, base.maxStarting);
    take(json, "keepFreeMb", 0, 1024 * 1024, base.keepFreeMb);
    take(json, "maxQueued", 0, 10'000, base.maxQueued);
    take(json, "maxWaitSeconds", 1, 3600, base.maxWaitSeconds);
    take(json, "newSessionsPerSecond", 1, 1000, base.newSessionsPerSecond);
    take(json, "requestsPerSecond", 1, 100'000, base.requestsPerSecond);
    if (const auto queue = json.find("queue"); queue != json.end()) {
        if (!queue->is_boolean())
            throw Error(ErrorKind::BadInput, "queue of the limits is neither true nor false.",
                        "true: starts wait for room; false: they are refused.");
        base.queue = queue->get<bool>();
    }
    return base;
}

AdmissionLimits AdmissionLimits::read(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file)) return {};
    try {
        return fromJson(nlohmann::json::parse(readFile(file)), {});
    } catch (const std::exception& error) {
        spdlog::error("{} is not used: {}", file.string(), error.what());
        return {};
    }
}

} // namespace agentarium::sessions
