// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace agentarium::contract {

/// The rule for agents' and endpoints' names: [a-zA-Z][a-zA-Z0-9_]{0,47} (contract 1).
bool isName(const std::string& name);

/// The nearest name that fits the rule: "-" and whatever else does not fit becomes "_". Fits always;
/// unchanged when the text is a name already.
std::string suggestName(const std::string& text);

/// Throw Error(BadInput) with the rule and the suggestion.
void requireAgentName(const std::string& name);
void requireEndpointName(const std::string& name);

/// The endpoint that follows the newest version.
inline constexpr const char* kDefaultEndpoint = "DEFAULT";

} // namespace agentarium::contract
