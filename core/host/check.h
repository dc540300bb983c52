// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace agentarium::host {

enum class CheckState { Ok, Warn, Fail, Skipped };

/// What was found about one thing a host needs: sentences for a person, `id` for scripts.
struct Check {
    std::string id;
    std::string title;
    CheckState state = CheckState::Skipped;
    std::string reason = {};
    std::string fix = {}; ///< empty when there is nothing to do

    nlohmann::json toJson() const; ///< keys of docs/api.md's GET /doctor
};

} // namespace agentarium::host
