// SPDX-License-Identifier: Apache-2.0
#include "core/contract/egress_policy.h"

#include "core/contract/error.h"
#include "core/contract/host_pattern.h"
#include "core/contract/ip_class.h"

#include <optional>
#include <sstream>

namespace agentarium::contract {

namespace {

std::string trimmed(const std::string& text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

Error badPolicy(const std::string& part) {
    return Error(ErrorKind::BadInput,
                 part.empty() ? "The egress policy is empty or has an empty part."
                              : "The egress policy has a part that is no host: \"" + part + "\".",
                 "Write public, none, or hosts separated by commas: "
                 "api.example.com,model.example.com:443,*.example.org");
}

std::string authority(const std::string& host, std::uint16_t port) {
    return (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" + std::to_string(port);
}

/// The strongest entry that matches: an exact name opens special addresses, a wildcard does not.
struct Named {
    bool exactly = false;
    bool byWildcard = false;
};

Named namedIn(const std::vector<std::string>& hosts, const std::string& normal, std::uint16_t port) {
    Named named;
    for (const std::string& entry : hosts) {
        const auto pattern = HostPattern::parse(entry);
        if (!pattern || !pattern->matches(normal, port)) continue;
        (pattern->wildcard ? named.byWildcard : named.exactly) = true;
    }
    return named;
}

EgressDecision refused(const EgressPolicy& policy, const std::string& target, const std::string& why) {
    EgressPolicy wider = policy;
    if (wider.mode == EgressPolicy::Mode::None) wider.mode = EgressPolicy::Mode::Hosts;
    wider.hosts.push_back(target);
    return {false,
            "The egress policy \"" + policy.toString() + "\" of this agent's version refuses " + target +
                ": " + why + ". To allow it, deploy with --egress " + wider.toString(),
            {}};
}

} // namespace

EgressPolicy EgressPolicy::parse(const std::string& text) {
    EgressPolicy policy;
    const std::string whole = trimmed(text);
    if (whole == "none") {
        policy.mode = Mode::None;
        return policy;
    }
    policy.mode = Mode::Hosts;
    std::stringstream parts(whole + ",");
    for (std::string part; std::getline(parts, part, ',');) {
        part = trimmed(part);
        if (part == "public") {
            policy.mode = Mode::Public;
            continue;
        }
        const auto pattern = part == "none" ? std::nullopt : HostPattern::parse(part);
        if (!pattern) throw badPolicy(part);
        policy.hosts.push_back(pattern->toString());
    }
    return policy;
}

std::string EgressPolicy::toString() const {
    if (mode == Mode::None) return "none";
    std::string text = mode == Mode::Public ? "public" : "";
    for (const std::string& host : hosts)
        text += (text.empty() ? "" : ",") + host;
    return text;
}

EgressDecision EgressPolicy::decideName(const std::string& host, std::uint16_t port) const {
    const std::string normal = normalHost(host);
    const std::string target = authority(normal, port);
    if (mode == Mode::None) return refused(*this, target, "it allows no connections");
    const Named named = namedIn(hosts, normal, port);
    if (mode == Mode::Hosts && !named.exactly && !named.byWildcard)
        return refused(*this, target, "it is not in the list");
    return {true, {}, {}};
}

EgressDecision EgressPolicy::decide(const std::string& host, std::uint16_t port,
                                    const std::vector<std::string>& resolved) const {
    EgressDecision decision = decideName(host, port);
    if (!decision.allowed) return decision;
    const std::string normal = normalHost(host);
    const std::string target = authority(normal, port);
    const bool named = namedIn(hosts, normal, port).exactly;
    std::string why = "it has no address";
    for (const std::string& address : resolved) {
        const auto special = specialAddress(address);
        if (!special || named) {
            decision.addresses.push_back(address);
            continue;
        }
        why = (canonicalAddress(normal) ? "it is " : "its address " + address + " is ") + *special;
    }
    return decision.addresses.empty() ? refused(*this, target, why) : decision;
}

} // namespace agentarium::contract
