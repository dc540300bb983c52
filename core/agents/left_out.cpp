// SPDX-License-Identifier: Apache-2.0
#include "core/agents/left_out.h"

#include <set>
#include <string>

namespace agentarium::agents {

bool isLeftOut(const std::filesystem::path& relative) {
    static const std::set<std::string> names{
        ".git",        ".hg",           ".svn",        ".venv",        "venv",
        "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache",  ".tox",
        ".nox",        ".idea",         ".vscode",     "node_modules", ".ipynb_checkpoints",
        "__MACOSX",    ".DS_Store",     "Thumbs.db"};
    for (const std::filesystem::path& part : relative)
        if (names.contains(part.string())) return true;
    const std::string extension = relative.extension().string();
    return extension == ".pyc" || extension == ".pyo";
}

} // namespace agentarium::agents
