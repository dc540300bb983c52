// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/image/aptsources.h"
#include "core/jobs/job.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace agentarium::image {

/// A Debian package file.
struct Deb {
    std::string name;
    std::string version;
    std::string architecture; ///< "arm64", "all"
    std::uintmax_t size = 0;
    std::string sha256; ///< as the signed package lists have it
    std::filesystem::path file;
};

/// What a private apt root is set up for.
struct AptRootSettings {
    std::filesystem::path folder; ///< lists, downloads and configuration live here
    std::string architecture;
    Mirrors mirrors;
    std::vector<std::string> suites;
    std::vector<std::string> securitySuites;
    std::vector<std::string> without; ///< packages apt is told are installed
    std::filesystem::path keyring;
};

/// apt with its own state: the host's proxy and access settings are honoured, its package state is neither
/// read nor changed, its hooks are off, and signatures are always checked. Needs no root.
class AptRoot {
public:
    explicit AptRoot(AptRootSettings settings);

    /// Fetches the package lists. True when they are new; false when that failed and lists of an earlier run
    /// are used. Throws Error when there are none, or when a signature is wrong.
    bool refresh(jobs::JobContext& job);
    /// `packages` and all they depend on, sorted by name. Nothing is fetched.
    std::vector<Deb> resolve(const std::vector<std::string>& packages, jobs::JobContext& job);
    /// Fetches what is missing and checks every file against its hash. What was fetched is kept when this
    /// throws.
    void download(const std::vector<Deb>& debs, jobs::JobContext& job);
    /// Removes downloads that are not among `debs`.
    void forgetAllBut(const std::vector<Deb>& debs) const;

private:
    std::vector<std::string> aptGet(const std::vector<std::string>& arguments) const;
    void configure() const;
    std::filesystem::path archives() const { return m_settings.folder / "archives"; }

    AptRootSettings m_settings;
};

/// The architecture of this host in Debian's words ("amd64", "arm64"), or empty when it has no name here.
std::string hostArchitecture();

} // namespace agentarium::image
