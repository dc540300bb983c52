// SPDX-License-Identifier: Apache-2.0
#include "core/image/aptoutput.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

namespace agentarium::image {

namespace {

bool hasOneOf(const std::string& line, std::initializer_list<const char*> signs) {
    return std::any_of(signs.begin(), signs.end(),
                       [&](const char* sign) { return line.find(sign) != std::string::npos; });
}

} // namespace

void Complaints::read(const std::string& line) {
    const bool own = line.rfind("E: ", 0) == 0 || line.rfind("W: ", 0) == 0;
    const bool reason = !m_failing.empty() && line.rfind("  ", 0) == 0;
    if (reason) note(m_failing + ":" + line.substr(1));
    if (own) note(line.substr(3));
    m_failing = line.rfind("Err:", 0) == 0 ? line.substr(std::min(line.find(' ') + 1, line.size())) : "";
}

std::string Complaints::first() const {
    for (const std::string* line : {&m_signature, &m_network, &m_any})
        if (!line->empty()) return *line;
    return "apt-get gave no reason";
}

void Complaints::note(const std::string& line) {
    if (m_any.empty()) m_any = line;
    if (m_network.empty() && hasOneOf(line, {"resolving", "resolve", "onnect", "timed out", "unreachable"}))
        m_network = line;
    if (m_signature.empty() && hasOneOf(line, {"GPG error", "signatures", "NO_PUBKEY", "EXPKEYSIG",
                                               "is expired", "is not valid yet"}))
        m_signature = line;
}

std::optional<Deb> readInstLine(const std::string& line) {
    if (line.rfind("Inst ", 0) != 0) return std::nullopt;
    const auto open = line.find(" (");
    if (open == std::string::npos) return std::nullopt;
    const auto space = line.find(' ', open + 2);
    const auto bracket = line.find('[', open);
    const auto close = line.find(']', open);
    if (space == std::string::npos || bracket == std::string::npos || close == std::string::npos ||
        bracket > close)
        return std::nullopt;
    Deb deb;
    deb.name = line.substr(5, line.find_first_of(" :", 5) - 5);
    deb.version = line.substr(open + 2, space - open - 2);
    deb.architecture = line.substr(bracket + 1, close - bracket - 1);
    return deb;
}

std::string debFileName(const Deb& deb) {
    std::string version = deb.version;
    if (const auto colon = version.find(':'); colon != std::string::npos) version.replace(colon, 1, "%3a");
    return fmt::format("{}_{}_{}.deb", deb.name, version, deb.architecture);
}

} // namespace agentarium::image
