// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace agentarium::metering {

/// Memory is billed at no less than this (contract 7: 128 MB, decimal).
inline constexpr double kFloorGb = 0.128;
/// A session is billed for no less than this (contract 7).
inline constexpr double kLeastSeconds = 1;
/// Sizes are billed in decimal gigabytes.
inline constexpr double kBytesPerGb = 1e9;

/// What a second of a session costs. Data with a date: a price changes, a recording keeps the one it was made
/// with.
struct PriceModel {
    enum class Memory {
        PeakSoFar,  ///< each second at the highest so far (V1)
        CurrentPeak ///< each second at its own highest (V2)
    };
    std::string name;   ///< "V1"
    std::string asOf;   ///< date of the source
    std::string source; ///< where the figures are from
    double vcpuHourUsd = 0;
    double gbHourUsd = 0;
    Memory memory = Memory::PeakSoFar;

    double cpuUsd(double vcpuSeconds) const { return vcpuSeconds * vcpuHourUsd / 3600; }
    double memoryUsd(double gbSeconds) const { return gbSeconds * gbHourUsd / 3600; }

    nlohmann::json toJson() const;
    /// Throws Error(BadInput) that names what is missing or wrong.
    static PriceModel fromJson(const nlohmann::json& json);
};

/// Another way to run the same work, to compare with.
struct Comparison {
    enum class Basis {
        AlwaysOn, ///< a machine of the session's size, from its start to its end, busy or not
        WallClock ///< a function of the session's memory, while a request is open, waiting or not
    };
    std::string name; ///< a sentence's subject, for people
    std::string asOf;
    std::string source;
    Basis basis = Basis::AlwaysOn;
    double vcpuHourUsd = 0;
    double gbHourUsd = 0;

    nlohmann::json toJson() const;
    static Comparison fromJson(const nlohmann::json& json);
};

/// All prices known: what comes with the program, or the file that replaces it (docs/metering.md).
struct PriceBook {
    std::string standard; ///< name of the model sessions are billed by
    std::vector<PriceModel> models;
    std::vector<Comparison> comparisons;

    static const PriceBook& builtIn();
    /// Throws Error(BadInput) with what is wrong.
    static PriceBook fromJson(const nlohmann::json& json);
    nlohmann::json toJson() const;

    const PriceModel& standardModel() const;
    /// Null when there is none of that name.
    const PriceModel* find(const std::string& name) const;
};

} // namespace agentarium::metering
