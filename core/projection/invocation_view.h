// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace agentarium::projection {

/// One invocation as its events tell it.
struct InvocationView {
    std::string id;
    int number = 0;
    std::string type; ///< http or websocket
    std::string path;
    std::string contentType;       ///< of the request
    std::string answerContentType; ///< of the response, once its head came
    bool isPrivate = false;
    bool running = true;
    std::string outcome; ///< empty while running
    std::optional<int> statusCode, agentStatus;
    std::uint64_t bytesIn = 0, bytesOut = 0, chunks = 0;
    std::optional<double> firstByteMs, ms;
    std::int64_t begunNs = 0; ///< Unix time
    nlohmann::json error;     ///< null when it went well

    void apply(const std::string& kind, const nlohmann::json& body, std::int64_t wallNs);
    nlohmann::json toJson() const;
};

} // namespace agentarium::projection
