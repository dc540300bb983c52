// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace agentarium::agents {

/// One finding of a deploy, as docs/api.md has it. `state` is ok, warn or skipped; what is worse is an Error.
struct Check {
    std::string id;
    std::string state;
    std::string detail;

    nlohmann::json toJson() const { return {{"id", id}, {"state", state}, {"detail", detail}}; }
};
using Checks = std::vector<Check>;

} // namespace agentarium::agents
