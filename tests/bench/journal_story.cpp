// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/journal_story.h"

#include "core/contract/event_kinds.h"

#include <fmt/format.h>

#include <utility>

namespace agentarium::bench {

namespace kind = contract::kind;
using nlohmann::json;

namespace {

constexpr int kChunks = 32;
constexpr int kLines = 8;

events::Event event(const char* eventKind, json body, std::string blob = {}) {
    events::Event made;
    made.kind = eventKind;
    made.body = std::move(body);
    made.blob = std::move(blob);
    return made;
}

std::string hashOf(std::size_t number, const char* of) {
    return fmt::format("{:016x}{:<48}", number * 0x9e3779b97f4a7c15u, std::string(of) + std::string(40, 'e'))
        .substr(0, 64);
}

} // namespace

std::vector<events::Event> storyOfAnInvocation(std::size_t number) {
    const std::string id = fmt::format("{:032x}", number + 1);
    const std::string egressId = fmt::format("e{}", number);
    const std::string asked = hashOf(number, "asked"), answered = hashOf(number, "answered");
    const json headers = {{"accept", "text/event-stream"}, {"content-type", "application/json"}};
    std::vector<events::Event> story;
    story.push_back(event(kind::kInvocationBegin, {{"invocationId", id},
                                                   {"number", number},
                                                   {"type", "http"},
                                                   {"path", "/invocations"},
                                                   {"contentType", "application/json"},
                                                   {"headers", headers},
                                                   {"private", false}}));
    story.push_back(
        event(kind::kInvocationRequest, {{"invocationId", id}, {"bytes", 412}, {"sha256", asked}}, asked));
    story.push_back(event(kind::kEgressOpen, {{"egressId", egressId},
                                              {"host", "bedrock-runtime.us-east-1.amazonaws.com"},
                                              {"port", 443},
                                              {"decision", "allowed"}}));
    story.push_back(event(kind::kInvocationResponse, {{"invocationId", id},
                                                      {"statusCode", 200},
                                                      {"contentType", "text/event-stream"},
                                                      {"headers", headers},
                                                      {"ms", 12.25}}));
    for (int i = 0; i < kChunks; ++i) {
        story.push_back(event(kind::kInvocationChunk,
                              {{"invocationId", id}, {"index", i}, {"offset", i * 187}, {"bytes", 187}}));
        if (i % (kChunks / kLines) == 0)
            story.push_back(event(
                kind::kLogLine,
                {{"source", "stdout"},
                 {"n", i},
                 {"line", fmt::format("{{\"level\":\"INFO\",\"message\":\"step {} of the plan: the tool "
                                      "answered in 31 ms\",\"logger\":\"agent\",\"request\":\"{}\"}}",
                                      i, id)}}));
    }
    story.push_back(event(kind::kEgressClose, {{"egressId", egressId},
                                               {"host", "bedrock-runtime.us-east-1.amazonaws.com"},
                                               {"port", 443},
                                               {"bytesOut", 5120},
                                               {"bytesIn", 20480},
                                               {"connectMs", 21.5},
                                               {"ms", 1830.25}}));
    story.push_back(event(kind::kMeterSample, {{"t", 17.03},
                                               {"cpuSeconds", 1.284},
                                               {"systemCpuSeconds", 0.133},
                                               {"memoryBytes", 48201728},
                                               {"peakBytes", 49876992},
                                               {"hostCpuSeconds", 4.21},
                                               {"hostMemoryBytes", 71303168}}));
    story.push_back(event(kind::kInvocationEnd,
                          {{"invocationId", id},
                           {"outcome", "ok"},
                           {"statusCode", 200},
                           {"agentStatus", 200},
                           {"bytesIn", 412},
                           {"bytesOut", kChunks * 187},
                           {"chunks", kChunks},
                           {"firstByteMs", 12.25},
                           {"ms", 1841.5},
                           {"sha256", answered}},
                          answered));
    return story;
}

} // namespace agentarium::bench
