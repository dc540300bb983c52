// SPDX-License-Identifier: Apache-2.0
#include "core/wire/control.h"

#include "core/wire/marker.h"

#include <nlohmann/json.hpp>

namespace agentarium::wire {

using nlohmann::json;

namespace {

/// The object in `line` when it is an epoch message.
std::optional<json> epochMessage(const std::string& line) {
    json message = json::parse(line, nullptr, false);
    if (!message.is_object()) return std::nullopt;
    const auto op = message.find("op");
    const auto epoch = message.find("epoch");
    if (op == message.end() || *op != "epoch" || epoch == message.end() || !epoch->is_string() ||
        !isEpoch(epoch->get_ref<const std::string&>()))
        return std::nullopt;
    return message;
}

std::int64_t integer(const json& message, const char* key) {
    const auto it = message.find(key);
    return it != message.end() && it->is_number_integer() ? it->get<std::int64_t>() : 0;
}

} // namespace

std::string toLine(const EpochRequest& request) {
    return "\n" + json{{"op", "epoch"}, {"epoch", request.epoch}, {"wallNs", request.wallNs}}.dump() + "\n";
}

std::string toLine(const EpochAnswer& answer) {
    return "\n" +
           json{{"op", "epoch"},
                {"epoch", answer.epoch},
                {"initVersion", answer.initVersion},
                {"kernelNs", answer.kernelNs},
                {"initNs", answer.initNs},
                {"agentRunning", answer.agentRunning}}
               .dump() +
           "\n";
}

std::optional<EpochRequest> parseEpochRequest(const std::string& line) {
    const auto message = epochMessage(line);
    if (!message) return std::nullopt;
    return EpochRequest{message->at("epoch").get<std::string>(), integer(*message, "wallNs")};
}

std::optional<EpochAnswer> parseEpochAnswer(const std::string& line) {
    const auto message = epochMessage(line);
    if (!message) return std::nullopt;
    EpochAnswer answer;
    answer.epoch = message->at("epoch").get<std::string>();
    if (const auto it = message->find("initVersion"); it != message->end() && it->is_string())
        answer.initVersion = it->get<std::string>();
    answer.kernelNs = integer(*message, "kernelNs");
    answer.initNs = integer(*message, "initNs");
    if (const auto it = message->find("agentRunning"); it != message->end() && it->is_boolean())
        answer.agentRunning = it->get<bool>();
    return answer;
}

} // namespace agentarium::wire
