// SPDX-License-Identifier: Apache-2.0
#include "core/wire/meter_reading.h"

#include <nlohmann/json.hpp>

namespace agentarium::wire {

using nlohmann::json;

std::string MeterReading::toLine() const {
    json line{{"tNs", tNs},
              {"cpuUsec", cpuUsec},
              {"systemUsec", systemUsec},
              {"memoryBytes", memoryBytes},
              {"peakBytes", peakBytes}};
    const auto add = [&](const char* key, const std::optional<std::uint64_t>& value) {
        if (value) line[key] = *value;
    };
    if (commandCpuUsec) line["commandCpuUsec"] = commandCpuUsec;
    if (commandMemoryBytes) line["commandMemoryBytes"] = commandMemoryBytes;
    add("bootUsec", bootUsec);
    add("cpuStallUsec", cpuStallUsec);
    add("memoryStallUsec", memoryStallUsec);
    add("ioStallUsec", ioStallUsec);
    return line.dump();
}

std::optional<MeterReading> MeterReading::parse(const std::string& line) try {
    const json object = json::parse(line);
    MeterReading reading;
    reading.tNs = object.at("tNs").get<std::int64_t>();
    const auto number = [&](const char* key) { return object.at(key).get<std::uint64_t>(); };
    const auto maybe = [&](const char* key) {
        return object.contains(key) ? std::optional(number(key)) : std::nullopt;
    };
    reading.cpuUsec = number("cpuUsec");
    reading.systemUsec = number("systemUsec");
    reading.memoryBytes = number("memoryBytes");
    reading.peakBytes = number("peakBytes");
    reading.commandCpuUsec = maybe("commandCpuUsec").value_or(0);
    reading.commandMemoryBytes = maybe("commandMemoryBytes").value_or(0);
    reading.bootUsec = maybe("bootUsec");
    reading.cpuStallUsec = maybe("cpuStallUsec");
    reading.memoryStallUsec = maybe("memoryStallUsec");
    reading.ioStallUsec = maybe("ioStallUsec");
    return reading;
} catch (const json::exception&) {
    return std::nullopt;
}

} // namespace agentarium::wire
