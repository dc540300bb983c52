// SPDX-License-Identifier: Apache-2.0
#include "core/image/recipe.h"

#include "core/contract/error.h"

#include <fmt/format.h>

#include <fnmatch.h>
#include <fstream>
#include <map>
#include <sstream>

namespace agentarium::image {

namespace {

[[noreturn]] void refuse(int line, const std::string& why) {
    throw Error(ErrorKind::BadInput, fmt::format("The recipe of the guest image, line {}: {}.", line, why),
                "Reinstall Agentarium, or correct resources/guest/recipe.");
}

bool staysInside(const std::string& path) {
    if (path.empty() || path.front() == '/') return false;
    const std::filesystem::path parts(path);
    for (const auto& part : parts)
        if (part == "..") return false;
    return true;
}

} // namespace

Recipe Recipe::parse(const std::string& text) {
    Recipe recipe;
    const std::map<std::string, std::vector<std::string>*> lists = {
        {"suites", &recipe.suites},
        {"security", &recipe.securitySuites},
        {"package", &recipe.packages},
        {"without", &recipe.without},
        {"module", &recipe.modules},
        {"drop", &recipe.drop},
        {"dir", &recipe.dirs},
        {"tool", &recipe.tools},
        {"toolwithout", &recipe.toolsWithout},
    };
    std::istringstream lines(text);
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
        std::istringstream words(line.substr(0, line.find('#')));
        std::string word;
        if (!(words >> word)) continue;
        std::vector<std::string> values;
        for (std::string value; words >> value;)
            values.push_back(value);
        if (values.empty()) refuse(number, fmt::format("'{}' has no value", word));
        if (word == "python") {
            recipe.python = values.front();
        } else if (word == "link") {
            if (values.size() != 2 || !staysInside(values[0]))
                refuse(number, "'link' takes a path in the image and a target");
            recipe.links.emplace_back(values[0], values[1]);
        } else if (const auto list = lists.find(word); list != lists.end()) {
            for (const std::string& value : values)
                if ((word == "dir" || word == "drop") && !staysInside(value))
                    refuse(number, fmt::format("'{}' is not a path inside the image", value));
            list->second->insert(list->second->end(), values.begin(), values.end());
        } else {
            refuse(number, fmt::format("unknown word '{}'", word));
        }
    }
    if (recipe.suites.empty() || recipe.packages.empty() || recipe.python.empty())
        refuse(0, "'suites', 'python' and 'package' are all needed");
    return recipe;
}

Recipe Recipe::load(const std::filesystem::path& file) {
    std::ifstream in(file);
    if (!in)
        throw Error(ErrorKind::RuntimeFailed,
                    fmt::format("The recipe of the guest image cannot be read: {}", file.string()),
                    "Reinstall Agentarium, or run it from its source tree.");
    std::ostringstream text;
    text << in.rdbuf();
    return parse(text.str());
}

bool Recipe::drops(const std::string& path) const {
    for (std::size_t end = path.find('/');; end = path.find('/', end + 1)) {
        const std::string prefix = path.substr(0, end);
        for (const std::string& pattern : drop)
            if (::fnmatch(pattern.c_str(), prefix.c_str(), FNM_PATHNAME) == 0) return true;
        if (end == std::string::npos) return false;
    }
}

} // namespace agentarium::image
