// SPDX-License-Identifier: Apache-2.0
#include "core/contract/quota_error.h"

namespace agentarium::contract {

namespace {

constexpr const char* kException = "exception";
constexpr const char* kThrottling = "ThrottlingException";
constexpr const char* kServiceQuotaExceeded = "ServiceQuotaExceededException";

} // namespace

Error throttled(const std::string& message, const std::string& fix) {
    return Error(ErrorKind::Refused, message, fix, {{kException, kThrottling}});
}

Error quotaExceeded(const std::string& message, const std::string& fix) {
    return Error(ErrorKind::Refused, message, fix, {{kException, kServiceQuotaExceeded}});
}

int answerStatusOf(const Error& error) {
    const auto name = error.details().find(kException);
    if (name != error.details().end() && *name == kThrottling) return 429;
    if (name != error.details().end() && *name == kServiceQuotaExceeded) return 402;
    return httpStatusOf(error.kind());
}

} // namespace agentarium::contract
