// SPDX-License-Identifier: Apache-2.0
#include "core/agents/templates.h"

#include "core/contract/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <vector>

namespace agentarium::agents {

namespace fs = std::filesystem;

namespace {

/// What describes a template to us and is no part of a project.
constexpr const char* kDescription = "template.json";

/// A project's folder may be called what its author likes; deploying makes an agent's name of it.
void requireFolderName(const std::string& name) {
    const auto isGood = [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_' || c == '.'; };
    if (!name.empty() && name.size() <= 100 && std::isalnum(static_cast<unsigned char>(name.front())) &&
        std::all_of(name.begin(), name.end(), isGood))
        return;
    throw Error(ErrorKind::BadInput, fmt::format("\"{}\" is no name for a project folder.", name),
                "Use letters, digits, '-', '_' and '.', beginning with a letter or digit.");
}

std::vector<fs::path> folders(const fs::path& folder) {
    std::vector<fs::path> found;
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator(folder, ec))
        if (fs::exists(entry.path() / kDescription)) found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace

Templates::Templates(fs::path folder) : m_folder(std::move(folder)) {}

nlohmann::json Templates::list() const {
    nlohmann::json rows = nlohmann::json::array();
    for (const fs::path& folder : folders(m_folder)) {
        std::ifstream file(folder / kDescription);
        const auto json = nlohmann::json::parse(file, nullptr, false);
        if (!json.is_object()) continue;
        const std::string name = folder.filename().string();
        rows.push_back({{"name", name},
                        {"title", json.value("title", name)},
                        {"description", json.value("description", std::string())}});
    }
    return rows;
}

fs::path Templates::pathOf(const std::string& name) const {
    std::string known;
    for (const fs::path& folder : folders(m_folder)) {
        if (folder.filename() == name) return folder;
        known += (known.empty() ? "" : ", ") + folder.filename().string();
    }
    throw Error(ErrorKind::NotFound, fmt::format("There is no template \"{}\".", name),
                fmt::format("The templates are: {}.", known));
}

nlohmann::json Templates::create(const std::string& templateName, const std::string& name,
                                 const fs::path& dir) const {
    const fs::path source = pathOf(templateName);
    requireFolderName(name);
    if (!dir.is_absolute()) throw Error(ErrorKind::BadInput, "`dir` has to be an absolute path.");
    const fs::path target = dir / name;
    if (fs::exists(target) && !fs::is_empty(target))
        throw Error(ErrorKind::BadInput, fmt::format("{} exists and is not empty.", target.string()),
                    "Choose another name or folder.");
    nlohmann::json files = nlohmann::json::array();
    try {
        fs::create_directories(target);
        for (const auto& entry : fs::recursive_directory_iterator(source)) {
            const fs::path relative = fs::relative(entry.path(), source);
            if (relative == kDescription || relative.string().find("__pycache__") != std::string::npos)
                continue;
            if (entry.is_directory()) {
                fs::create_directories(target / relative);
            } else {
                fs::copy_file(entry.path(), target / relative);
                files.push_back(relative.string());
            }
        }
    } catch (const fs::filesystem_error& error) {
        throw Error(ErrorKind::RuntimeFailed,
                    fmt::format("The project could not be written to {}: {}.", target.string(),
                                error.code().message()),
                    "Choose a folder you may write to.");
    }
    std::sort(files.begin(), files.end());
    return {{"path", target.string()}, {"files", files}};
}

} // namespace agentarium::agents
