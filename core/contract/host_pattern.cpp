// SPDX-License-Identifier: Apache-2.0
#include "core/contract/host_pattern.h"

#include "core/contract/ip_class.h"

#include <algorithm>
#include <charconv>

namespace agentarium::contract {

namespace {

bool isHostCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

bool isHost(const std::string& normal) {
    if (normal.empty() || normal.size() > 253) return false;
    if (canonicalAddress(normal)) return true;
    return normal.front() != '.' && normal.back() != '.' && normal.find("..") == std::string::npos &&
           std::all_of(normal.begin(), normal.end(), isHostCharacter);
}

std::optional<std::uint16_t> parsePort(const std::string& text) {
    unsigned port = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (ec != std::errc() || end != text.data() + text.size() || port == 0 || port > 65535)
        return std::nullopt;
    return static_cast<std::uint16_t>(port);
}

} // namespace

std::string normalHost(const std::string& host) {
    std::string text = host;
    if (text.size() >= 2 && text.front() == '[' && text.back() == ']') text = text.substr(1, text.size() - 2);
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (text.size() > 1 && text.back() == '.') text.pop_back();
    return canonicalAddress(text).value_or(text);
}

std::optional<HostPattern> HostPattern::parse(const std::string& text) {
    std::string host = text;
    std::string port;
    if (!text.empty() && text.front() == '[') {
        const auto close = text.find(']');
        if (close == std::string::npos) return std::nullopt;
        host = text.substr(1, close - 1);
        if (!canonicalAddress(host)) return std::nullopt;
        const std::string rest = text.substr(close + 1);
        if (!rest.empty() && (rest.front() != ':' || rest.size() == 1)) return std::nullopt;
        if (!rest.empty()) port = rest.substr(1);
    } else if (const auto colon = text.find(':');
               colon != std::string::npos && text.find(':', colon + 1) == std::string::npos) {
        host = text.substr(0, colon);
        port = text.substr(colon + 1);
        if (port.empty()) return std::nullopt;
    }

    HostPattern pattern;
    if (host.rfind("*.", 0) == 0) {
        pattern.wildcard = true;
        host = host.substr(2);
    }
    pattern.host = normalHost(host);
    if (!isHost(pattern.host) || (pattern.wildcard && canonicalAddress(pattern.host))) return std::nullopt;
    if (!port.empty()) {
        pattern.port = parsePort(port);
        if (!pattern.port) return std::nullopt;
    }
    return pattern;
}

std::string HostPattern::toString() const {
    std::string text = wildcard ? "*." + host : host;
    if (!port) return text;
    if (text.find(':') != std::string::npos) text = "[" + text + "]";
    return text + ":" + std::to_string(*port);
}

bool HostPattern::matches(const std::string& normal, std::uint16_t askedPort) const {
    if (port && *port != askedPort) return false;
    if (!wildcard) return normal == host;
    const std::string suffix = "." + host;
    return normal.size() > suffix.size() &&
           normal.compare(normal.size() - suffix.size(), suffix.size(), suffix) == 0;
}

} // namespace agentarium::contract
