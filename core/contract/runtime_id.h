// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace agentarium::contract {

inline constexpr const char* kDefaultRegion = "us-east-1";
inline constexpr const char* kDefaultAccount = "000000000000";
inline constexpr std::size_t kRuntimeSuffixLength = 10;

/// name + "-" + 10 alphanumerics (contract 1). `suffix` is made by the caller: this has no randomness.
std::string makeRuntimeId(const std::string& name, const std::string& suffix);
bool isRuntimeId(const std::string& text);
/// "hello-a1b2c3d4e5" → "hello". The text must be a runtime id.
std::string nameOfRuntimeId(const std::string& runtimeId);

/// arn:aws:bedrock-agentcore:<region>:<account>:runtime/<id>[/runtime-endpoint/<name>]
struct RuntimeArn {
    std::string runtimeId;
    std::string endpoint; ///< empty: the runtime itself
    std::string region = kDefaultRegion;
    std::string account = kDefaultAccount;
    std::string partition = "aws";

    /// Nothing when the text is no ARN of a runtime. Any partition, region and account are read.
    static std::optional<RuntimeArn> parse(const std::string& text);
    std::string toString() const;
    bool operator==(const RuntimeArn&) const = default;
};

} // namespace agentarium::contract
