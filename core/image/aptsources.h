// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace agentarium::image {

/// One archive a host fetches packages from.
struct AptSource {
    std::string uri;
    std::vector<std::string> suites;
    std::vector<std::string> components;
    std::string signedBy; ///< file of keys, empty when the host's trusted keys are used
};

/// Where Debian packages come from: the archive and its security updates.
struct Mirrors {
    std::string main;
    std::string security;
};

/// Reads the one-line format (sources.list, *.list). Lines that are not understood are left out, as are
/// sources.
std::vector<AptSource> parseOneLineSources(const std::string& text);
/// Reads deb822 (*.sources). Disabled stanzas and those without binary packages are left out.
std::vector<AptSource> parseDeb822Sources(const std::string& text);
/// All sources below an apt configuration folder (/etc/apt).
std::vector<AptSource> readSources(const std::filesystem::path& etcApt);

/// Picks Debian's own archive and its security archive out of `sources`. A field without a match stays empty.
Mirrors findMirrors(const std::vector<AptSource>& sources);
/// The mirrors below one address: "…/debian" stands beside "…/debian-security", as Debian's mirrors have it.
Mirrors mirrorsAt(const std::string& uri);

} // namespace agentarium::image
