// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace agentarium::contract {

inline constexpr std::size_t kMinSessionIdLength = 33;
inline constexpr std::size_t kMaxSessionIdLength = 256;

/// 33 to 256 visible ASCII characters (contract 1 and 3.2). The contract calls the id opaque; it travels in a
/// header, which is why spaces, control characters and other alphabets are no part of it.
bool isSessionId(const std::string& id);

/// Throws Error(BadInput) with the rule and what is wrong with this id.
void requireSessionId(const std::string& id);

} // namespace agentarium::contract
