// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/contract/error.h"

#include <chrono>
#include <cstdint>
#include <optional>

namespace agentarium::contract {

/// What code written for AgentCore meets when it asks for too much (contract 3.8). Both are Error(Refused)
/// whose details have the name of AgentCore's exception under "exception".

/// ThrottlingException, HTTP 429: too often; the same request may succeed after `wait`.
Error throttled(const std::string& message, const std::string& fix, std::chrono::nanoseconds wait);
/// ServiceQuotaExceededException, HTTP 402: too many; something has to go first.
Error quotaExceeded(const std::string& message, const std::string& fix);

/// Says in the details, as "retryAfterSeconds", when to try again: whole seconds, at least 1.
void setRetryAfter(Error& error, std::chrono::nanoseconds wait);
/// What was said; nothing where nobody knows.
std::optional<std::int64_t> retryAfterSeconds(const Error& error);

/// The HTTP status a failure is answered with: that of its exception if it names one of the two, else that of
/// its kind.
int answerStatusOf(const Error& error);

} // namespace agentarium::contract
