// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/client/exchange.h"
#include "core/contract/error.h"

namespace agentarium::client {

/// The Error in an answer of 400 or above: its body's `error` when it has one, else what the status says.
/// Session and invocation ids of the head are added where the body lacks them.
Error failureOf(const ResponseHead& head, const std::string& body);

} // namespace agentarium::client
