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

bool isHex(const std::string& text, std::size_t length) {
    return text.size() == length && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::optional<Renewal> renewalIn(const json& message) {
    const auto renew = message.find("renew");
    if (renew == message.end() || !renew->is_object()) return std::nullopt;
    Renewal renewal;
    for (const auto& [key, value] : {std::pair<const char*, std::string*>{"seed", &renewal.seed},
                                     {"machineId", &renewal.machineId},
                                     {"hostname", &renewal.hostname}}) {
        const auto it = renew->find(key);
        if (it == renew->end() || !it->is_string()) return std::nullopt;
        *value = it->get<std::string>();
    }
    if (!isHex(renewal.seed, 64) || !isHex(renewal.machineId, 32)) return std::nullopt;
    return renewal;
}

} // namespace

std::string toLine(const EpochRequest& request) {
    json message{{"op", "epoch"}, {"epoch", request.epoch}, {"wallNs", request.wallNs}};
    if (request.renewal)
        message["renew"] = {{"seed", request.renewal->seed},
                            {"machineId", request.renewal->machineId},
                            {"hostname", request.renewal->hostname}};
    return "\n" + message.dump() + "\n";
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
    return EpochRequest{message->at("epoch").get<std::string>(), integer(*message, "wallNs"),
                        renewalIn(*message)};
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
