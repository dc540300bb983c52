// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

namespace agentarium::agents {

/// The agents that come with the program, each a project a person can copy. Blocks on the file system.
class Templates {
public:
    explicit Templates(std::filesystem::path folder);

    /// [{name, title, description}], by name.
    nlohmann::json list() const;
    /// The template's folder. Throws Error(NotFound) naming what exists.
    std::filesystem::path pathOf(const std::string& name) const;
    /// Copies a template to `dir`/`name` and answers {path, files[]}. Throws BadInput for a bad name, a
    /// relative `dir`, or a folder that exists and is not empty.
    nlohmann::json create(const std::string& templateName, const std::string& name,
                          const std::filesystem::path& dir) const;

private:
    std::filesystem::path m_folder;
};

} // namespace agentarium::agents
