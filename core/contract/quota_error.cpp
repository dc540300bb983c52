// SPDX-License-Identifier: Apache-2.0
#include "core/contract/quota_error.h"

#include <algorithm>

namespace agentarium::contract {

namespace {

constexpr const char* kException = "exception";
constexpr const char* kRetryAfter = "retryAfterSeconds";
constexpr const char* kThrottling = "ThrottlingException";
constexpr const char* kServiceQuotaExceeded = "ServiceQuotaExceededException";

} // namespace

Error throttled(const std::string& message, const std::string& fix, std::chrono::nanoseconds wait) {
    Error error(ErrorKind::Refused, message, fix, {{kException, kThrottling}});
    setRetryAfter(error, wait);
    return error;
}

Error quotaExceeded(const std::string& message, const std::string& fix) {
    return Error(ErrorKind::Refused, message, fix, {{kException, kServiceQuotaExceeded}});
}

void setRetryAfter(Error& error, std::chrono::nanoseconds wait) {
    error.details()[kRetryAfter] =
        std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(wait).count());
}

std::optional<std::int64_t> retryAfterSeconds(const Error& error) {
    const auto found = error.details().find(kRetryAfter);
    if (found == error.details().end() || !found->is_number_integer()) return std::nullopt;
    return found->get<std::int64_t>();
}

int answerStatusOf(const Error& error) {
    const auto name = error.details().find(kException);
    if (name != error.details().end() && *name == kThrottling) return 429;
    if (name != error.details().end() && *name == kServiceQuotaExceeded) return 402;
    return httpStatusOf(error.kind());
}

} // namespace agentarium::contract
