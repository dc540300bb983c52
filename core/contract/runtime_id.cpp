// SPDX-License-Identifier: Apache-2.0
#include "core/contract/runtime_id.h"

#include <regex>

namespace agentarium::contract {

std::string makeRuntimeId(const std::string& name, const std::string& suffix) {
    return name + "-" + suffix;
}

bool isRuntimeId(const std::string& text) {
    static const std::regex rule("[a-zA-Z][a-zA-Z0-9_]{0,99}-[a-zA-Z0-9]{10}");
    return text.size() <= 111 && std::regex_match(text, rule);
}

std::string nameOfRuntimeId(const std::string& runtimeId) {
    return runtimeId.substr(0, runtimeId.size() - std::min(runtimeId.size(), kRuntimeSuffixLength + 1));
}

std::optional<RuntimeArn> RuntimeArn::parse(const std::string& text) {
    // The longest: 111 characters of id, 48 of endpoint, about 100 around them.
    if (text.size() > 512) return std::nullopt;
    static const std::regex rule("arn:(aws[a-z-]*):bedrock-agentcore:([a-z0-9-]+):([0-9]{12}):"
                                 "runtime/([^/]+)(?:/runtime-endpoint/([a-zA-Z][a-zA-Z0-9_]{0,47}))?");
    std::smatch match;
    if (!std::regex_match(text, match, rule) || !isRuntimeId(match[4])) return std::nullopt;
    return RuntimeArn{match[4], match[5], match[2], match[3], match[1]};
}

std::string RuntimeArn::toString() const {
    std::string text =
        "arn:" + partition + ":bedrock-agentcore:" + region + ":" + account + ":runtime/" + runtimeId;
    if (!endpoint.empty()) text += "/runtime-endpoint/" + endpoint;
    return text;
}

} // namespace agentarium::contract
