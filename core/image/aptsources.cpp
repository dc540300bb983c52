// SPDX-License-Identifier: Apache-2.0
#include "core/image/aptsources.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <map>
#include <sstream>

namespace agentarium::image {

namespace {

std::vector<std::string> wordsOf(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> words;
    for (std::string word; in >> word;)
        words.push_back(word);
    return words;
}

bool endsWith(const std::string& text, const std::string& end) {
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

std::string withoutSlashes(std::string uri) {
    while (!uri.empty() && uri.back() == '/')
        uri.pop_back();
    return uri;
}

/// The release a suite belongs to if Debian has it ("bookworm-updates": "bookworm"), else nothing.
std::string debianRelease(const std::string& suite) {
    static const std::array<const char*, 12> releases = {"buster",    "bullseye", "bookworm", "trixie",
                                                         "forky",     "duke",     "sid",      "stable",
                                                         "oldstable", "unstable", "testing",  "experimental"};
    static const std::array<const char*, 7> endings = {
        "", "-updates", "-security", "/updates", "-backports", "-proposed-updates", "-backports-sloppy"};
    for (const char* release : releases)
        for (const char* ending : endings)
            if (suite == std::string(release) + ending) return release;
    return {};
}

bool isSecurity(const std::string& suite) {
    return endsWith(suite, "-security") || endsWith(suite, "/updates");
}

/// How sure it is that `source` is Debian's own archive: other vendors name their suites after Debian's, too.
int score(const AptSource& source) {
    int points = 0;
    if (source.signedBy.find("debian-archive") != std::string::npos) points += 8;
    const std::string uri = withoutSlashes(source.uri);
    if (endsWith(uri, "/debian") || endsWith(uri, "/debian-security")) points += 4;
    for (const std::string& suite : source.suites)
        if (endsWith(suite, "-updates") || endsWith(suite, "-backports") || isSecurity(suite)) points += 2;
    for (const std::string& component : source.components)
        if (component == "contrib" || component == "non-free-firmware") ++points;
    return points;
}

std::string readText(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

AptSource sourceOf(std::map<std::string, std::string>& stanza) {
    AptSource source;
    const auto uris = wordsOf(stanza["uris"]);
    if (!uris.empty()) source.uri = uris.front();
    source.suites = wordsOf(stanza["suites"]);
    source.components = wordsOf(stanza["components"]);
    const auto keys = wordsOf(stanza["signed-by"]);
    if (!keys.empty() && keys.front().front() == '/') source.signedBy = keys.front();
    return source;
}

} // namespace

std::vector<AptSource> parseOneLineSources(const std::string& text) {
    std::vector<AptSource> sources;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        line = line.substr(0, line.find('#'));
        AptSource source;
        if (const auto open = line.find('['); open != std::string::npos) {
            const auto close = line.find(']', open);
            if (close == std::string::npos) continue;
            for (const std::string& option : wordsOf(line.substr(open + 1, close - open - 1)))
                if (option.rfind("signed-by=", 0) == 0) source.signedBy = option.substr(10);
            line.replace(open, close - open + 1, " ");
        }
        const auto words = wordsOf(line);
        if (words.size() < 4 || words[0] != "deb") continue;
        source.uri = words[1];
        source.suites = {words[2]};
        source.components.assign(words.begin() + 3, words.end());
        sources.push_back(std::move(source));
    }
    return sources;
}

std::vector<AptSource> parseDeb822Sources(const std::string& text) {
    std::vector<AptSource> sources;
    std::map<std::string, std::string> stanza;
    std::string last;
    const auto finish = [&] {
        const auto types = wordsOf(stanza["types"]);
        std::string enabled = stanza["enabled"];
        enabled.erase(
            std::remove_if(enabled.begin(), enabled.end(), [](unsigned char c) { return std::isspace(c); }),
            enabled.end());
        const bool off = enabled == "no" || enabled == "false" || enabled == "0" || enabled == "off";
        AptSource source = sourceOf(stanza);
        if (!off && !source.uri.empty() && std::find(types.begin(), types.end(), "deb") != types.end())
            sources.push_back(std::move(source));
        stanza.clear();
        last.clear();
    };
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty() && line.front() == '#') continue;
        if (line.find_first_not_of(" \t\r") == std::string::npos) {
            finish();
        } else if (line.front() == ' ' || line.front() == '\t') {
            if (!last.empty()) stanza[last] += " " + line;
        } else if (const auto colon = line.find(':'); colon != std::string::npos) {
            last = line.substr(0, colon);
            std::transform(last.begin(), last.end(), last.begin(),
                           [](unsigned char c) { return std::tolower(c); });
            stanza[last] = line.substr(colon + 1);
        }
    }
    finish();
    return sources;
}

std::vector<AptSource> readSources(const std::filesystem::path& etcApt) {
    std::vector<AptSource> all = parseOneLineSources(readText(etcApt / "sources.list"));
    std::vector<std::filesystem::path> files;
    std::error_code ec;
    for (const auto& entry : std::filesystem::directory_iterator(etcApt / "sources.list.d", ec))
        files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
        std::vector<AptSource> some;
        if (file.extension() == ".sources") some = parseDeb822Sources(readText(file));
        if (file.extension() == ".list") some = parseOneLineSources(readText(file));
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}

Mirrors findMirrors(const std::vector<AptSource>& sources) {
    Mirrors mirrors;
    int bestMain = -1;
    int bestSecurity = -1;
    for (const AptSource& source : sources) {
        if (std::find(source.components.begin(), source.components.end(), "main") == source.components.end())
            continue;
        for (const std::string& suite : source.suites) {
            if (debianRelease(suite).empty()) continue;
            std::string& uri = isSecurity(suite) ? mirrors.security : mirrors.main;
            int& best = isSecurity(suite) ? bestSecurity : bestMain;
            if (score(source) <= best) continue;
            best = score(source);
            uri = withoutSlashes(source.uri);
        }
    }
    return mirrors;
}

Mirrors mirrorsAt(const std::string& uri) {
    const std::string main = withoutSlashes(uri);
    return {main, main + "-security"};
}

} // namespace agentarium::image
