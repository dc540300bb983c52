// SPDX-License-Identifier: Apache-2.0
#include "core/image/aptconfig.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace agentarium::image {

std::string aptConfiguration(const AptRootSettings& settings) {
    const std::string folder = settings.folder.string();
    std::string text;
    // Lists are appended to by later files: what the host's files put into them has to be cleared first.
    for (const char* name :
         {"APT::Architectures", "APT::Default-Release", "APT::Update::Pre-Invoke", "APT::Update::Post-Invoke",
          "APT::Update::Post-Invoke-Success", "APT::Install", "Acquire::Languages", "AptCli::Hooks",
          "DPkg::Pre-Invoke", "DPkg::Post-Invoke", "DPkg::Pre-Install-Pkgs", "Dir::Ignore-Files-Silently"})
        text += fmt::format("#clear {};\n", name);
    const auto set = [&](const char* name, const std::string& value) {
        text += fmt::format("{} \"{}\";\n", name, value);
    };
    set("APT::Architecture", settings.architecture);
    set("APT::Architectures::", settings.architecture);
    set("Dir::State", folder);
    set("Dir::State::lists", folder + "/lists");
    set("Dir::State::status", folder + "/status");
    set("Dir::State::extended_states", folder + "/extended_states");
    set("Dir::Cache", folder);
    set("Dir::Cache::archives", folder + "/archives");
    set("Dir::Cache::pkgcache", folder + "/pkgcache.bin");
    set("Dir::Cache::srcpkgcache", folder + "/srcpkgcache.bin");
    set("Dir::Etc::sourcelist", folder + "/private.sources");
    set("Dir::Etc::sourceparts", "/dev/null");
    set("Dir::Etc::preferences", "/dev/null");
    set("Dir::Etc::preferencesparts", "/dev/null");
    set("Dir::Log", folder + "/log");
    set("APT::Install-Recommends", "false");
    set("APT::Install-Suggests", "false");
    set("APT::Get::AllowUnauthenticated", "false");
    set("APT::Sandbox::User", "root");
    set("APT::Update::Error-Mode", "any");
    set("Acquire::AllowInsecureRepositories", "false");
    set("Acquire::AllowWeakRepositories", "false");
    set("Acquire::AllowDowngradeToInsecureRepositories", "false");
    set("Acquire::Languages", "none");
    set("Acquire::Retries", "1");
    return text;
}

std::string aptSourceList(const AptRootSettings& settings) {
    const auto stanza = [&](const std::string& uri, const std::vector<std::string>& suites) {
        return fmt::format(
            "Types: deb\nURIs: {}\nSuites: {}\nComponents: main\nArchitectures: {}\nTargets: Packages\n"
            "Signed-By: {}\n\n",
            uri, fmt::join(suites, " "), settings.architecture, settings.keyring.string());
    };
    std::string text = stanza(settings.mirrors.main, settings.suites);
    if (!settings.mirrors.security.empty() && !settings.securitySuites.empty())
        text += stanza(settings.mirrors.security, settings.securitySuites);
    return text;
}

std::string dpkgStatus(const AptRootSettings& settings) {
    std::string text;
    for (const std::string& package : settings.without)
        text +=
            fmt::format("Package: {}\nStatus: install ok installed\nMaintainer: none <none@localhost>\n"
                        "Architecture: {}\nMulti-Arch: foreign\nVersion: 99:0\nDescription: not needed\n\n",
                        package, settings.architecture);
    return text;
}

} // namespace agentarium::image
