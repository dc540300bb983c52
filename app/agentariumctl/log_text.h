// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace agentarium::ctl {

/// A log line for people. One that is a JSON record, as AgentCore's SDK writes them, becomes its level, its
/// message and its stack trace on lines of their own; any other stays as it is.
std::string logText(const std::string& line);

} // namespace agentarium::ctl
