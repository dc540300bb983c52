// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/image/aptroot.h"
#include "core/jobs/job.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace agentarium::image {

/// A CPython of the guest's version that runs on this host, from Debian's packages with their own C library,
/// so the host's own Python and glibc do not matter. It lives in home/tools/python-<version>.
class HostPython {
public:
    explicit HostPython(std::filesystem::path home) : m_tools(home / "tools") {}

    /// The command's words, ready to have arguments appended; environment that would lead it astray is taken
    /// away.
    std::optional<std::vector<std::string>> command() const;
    /// Unpacks `debs` unless that has been done.
    void install(const std::vector<Deb>& debs, jobs::JobContext& job) const;
    /// Version of the package python3.x-minimal among `debs`.
    static std::string versionOf(const std::vector<Deb>& debs);

private:
    std::filesystem::path m_tools;
};

} // namespace agentarium::image
