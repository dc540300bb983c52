// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace agentarium {

/// All of these come from the operating system's secure generator; they throw Error(RuntimeFailed) when it
/// fails.

/// Random UUID, version 4: 36 characters, long enough for a session id.
std::string makeUuid();
/// 32 hex digits (128 random bits): recordings, jobs.
std::string makeHexId();
/// 64 hex digits (256 random bits): a secret.
std::string makeToken();
/// Letters and digits, for example the ten at the end of a runtime id.
std::string makeAlphanumeric(std::size_t length);

} // namespace agentarium
