// SPDX-License-Identifier: Apache-2.0
// Events as JSON, from the daemon or a recording: what they add up to is computed whatever they say.
#include "core/contract/iso_time.h"
#include "core/projection/session_view.h"
#include "tests/fuzz/input.h"

using namespace agentarium;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    projection::SessionView view(3);
    std::string text(input.rest());
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string line = text.substr(begin, end - begin);
        begin = end + 1;
        // Depth is bounded where such text comes from outside (core/recordings/event_line.h).
        if (std::count(line.begin(), line.end(), '[') + std::count(line.begin(), line.end(), '{') > 64)
            continue;
        const auto event = nlohmann::json::parse(line, nullptr, false);
        if (event.is_object()) view.apply(event);
        contract::fromIsoTime(line);
    }
    const auto summary = view.toJson(1'800'000'000'000'000'000);
    const std::string dumped = summary.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    projection::SessionView::fromJson(nlohmann::json::parse(dumped)).toJson(0);
    view.openInvocations();
    return 0;
}
