// SPDX-License-Identifier: Apache-2.0
#include "core/contract/iso_time.h"

#include <array>
#include <chrono>
#include <cstdio>

namespace agentarium::contract {

using namespace std::chrono;

std::string toIsoTime(std::int64_t unixNs) {
    const sys_time<nanoseconds> time{nanoseconds(unixNs)};
    const auto day = floor<days>(time);
    const year_month_day date{day};
    const auto ms = floor<milliseconds>(time - day).count();
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(ms / 3'600'000),
                  static_cast<int>(ms / 60'000 % 60), static_cast<int>(ms / 1000 % 60),
                  static_cast<int>(ms % 1000));
    return text.data();
}

std::optional<std::int64_t> fromIsoTime(const std::string& text) {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, used = 0;
    if (std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d%n", &year, &month, &day, &hour, &minute, &second,
                    &used) != 6)
        return std::nullopt;
    const year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                              std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok() || year < 1970 || year > 2261 || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
        second < 0 || second > 60)
        return std::nullopt;
    auto at = static_cast<std::size_t>(used);
    std::int64_t fraction = 0;
    if (at < text.size() && text[at] == '.') {
        std::int64_t unit = 100'000'000;
        for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10)
            fraction += (text[at] - '0') * unit;
    }
    if (text.compare(at, std::string::npos, "Z") != 0) return std::nullopt;
    const auto whole = sys_days(date) + hours(hour) + minutes(minute) + seconds(second);
    return duration_cast<nanoseconds>(whole.time_since_epoch()).count() + fraction;
}

} // namespace agentarium::contract
