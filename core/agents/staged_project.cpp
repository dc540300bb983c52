// SPDX-License-Identifier: Apache-2.0
#include "core/agents/staged_project.h"

#include "core/agents/source_reader.h"
#include "core/base/ids.h"
#include "core/contract/error.h"

#include <fmt/format.h>

namespace agentarium::agents {

namespace fs = std::filesystem;

namespace {

/// The only thing in the folder when that is a folder and no Python package.
fs::path soleFolder(const fs::path& root) {
    fs::path sole;
    for (const fs::directory_entry& entry : fs::directory_iterator(root)) {
        if (!sole.empty() || entry.is_symlink() || !entry.is_directory()) return root;
        sole = entry.path();
    }
    return sole.empty() || fs::exists(sole / "__init__.py") ? root : sole;
}

} // namespace

StagedProject::StagedProject(const fs::path& source, const fs::path& stagingDir, jobs::JobContext& job)
    : m_source(source.lexically_normal()), m_top(stagingDir / ("deploy-" + makeAlphanumeric(12))) {
    if (m_source.filename().empty()) m_source = m_source.parent_path();
    if (!m_source.is_absolute())
        throw Error(ErrorKind::BadInput, fmt::format("The path \"{}\" is not absolute.", source.string()),
                    "Give an absolute path.");
    if (!fs::exists(m_source))
        throw Error(ErrorKind::BadInput, fmt::format("There is no folder or zip {}.", m_source.string()),
                    "Check the path.");
    m_root = m_top / "code";
    m_work = m_top / "work";
    fs::create_directories(m_work);
    try {
        read(job);
    } catch (...) {
        std::error_code ec;
        fs::remove_all(m_top, ec);
        throw;
    }
}

StagedProject::~StagedProject() {
    std::error_code ec;
    fs::remove_all(m_top, ec);
}

void StagedProject::read(jobs::JobContext& job) {
    TreeWriter tree(m_root, {});
    m_root = tree.root();
    if (fs::is_directory(m_source)) {
        m_name = fs::canonical(m_source).filename();
        readFolder(m_source, tree, job);
    } else if (fs::is_regular_file(m_source)) {
        m_name = m_source.stem();
        if (m_source.extension() == ".py")
            throw Error(ErrorKind::BadInput,
                        fmt::format("{} is one file; an agent is a folder or a zip.", m_source.string()),
                        fmt::format("Deploy its folder: agentariumctl deploy {} --entrypoint {}",
                                    m_source.parent_path().string(), m_source.filename().string()));
        readZip(m_source, tree, job);
        m_root = soleFolder(m_root);
        if (m_root != tree.root())
            m_checks.push_back(
                {"read", "ok",
                 fmt::format("The zip's only folder, {}, is the project.", m_root.filename().string())});
    } else {
        throw Error(ErrorKind::BadInput, fmt::format("{} is neither a folder nor a zip.", m_source.string()),
                    "Check the path.");
    }
    m_checks.push_back(
        {"read", "ok", fmt::format("{} files and folders, {} bytes.", tree.entries(), tree.bytes())});
}

void requireTreeLimits(const fs::path& code) {
    const TreeLimits limits;
    std::uint64_t bytes = 0;
    std::size_t entries = 0;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(code)) {
        ++entries;
        if (entry.is_regular_file() && !entry.is_symlink()) bytes += entry.file_size();
        if (bytes > limits.bytes || entries > limits.entries)
            throw Error(ErrorKind::TooLarge,
                        fmt::format("The agent with its packages is larger than allowed ({} bytes, {} files "
                                    "and folders); the limit "
                                    "was reached at {}.",
                                    limits.bytes, limits.entries,
                                    printable(entry.path().lexically_relative(code))),
                        "Require fewer or smaller packages.");
    }
}

} // namespace agentarium::agents
