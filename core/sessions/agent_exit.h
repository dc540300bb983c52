// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <string>

namespace agentarium::sessions {

/// Body of agent.process with change "exited" as a sentence.
inline std::string exitSentence(const nlohmann::json& exit) {
    if (exit.value("oom", false)) return "The agent was killed: it used all the memory it may have.";
    if (exit.contains("signal"))
        return fmt::format("The agent was ended by signal {}.", exit["signal"].get<int>());
    return fmt::format("The agent's process ended with exit code {}.", exit.value("exitCode", -1));
}

} // namespace agentarium::sessions
