// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/image/aptroot.h"

#include <optional>
#include <string>

namespace agentarium::image {

/// What apt complained about, from its output in the C locale, line by line. "E:" and "W:" are its own lines;
/// "Err:" names an address, the reason is on the next line.
class Complaints {
public:
    void read(const std::string& line);
    bool network() const { return !m_network.empty(); }
    bool signature() const { return !m_signature.empty(); }
    /// The line that says most: a wrong signature before an unreachable host before anything else.
    std::string first() const;

private:
    void note(const std::string& line);

    std::string m_failing;
    std::string m_any;
    std::string m_network;
    std::string m_signature;
};

/// "Inst NAME (VERSION ORIGIN [ARCH])" of a simulated installation: name, version and architecture.
std::optional<Deb> readInstLine(const std::string& line);

/// apt's name for a downloaded package: an epoch's colon is escaped.
std::string debFileName(const Deb& deb);

} // namespace agentarium::image
