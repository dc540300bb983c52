// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/system/error_code.hpp>

#include <optional>
#include <string>

namespace agentarium::invocations {

/// The sentence for an agent whose answer is not HTTP as a client can read it; nothing when `ec` says only
/// that the connection ended.
std::optional<std::string> unreadableAnswer(const boost::system::error_code& ec);

} // namespace agentarium::invocations
