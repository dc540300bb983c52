// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agents/check.h"
#include "core/jobs/job.h"

#include <filesystem>
#include <string>

namespace agentarium::agents {

/// A copy of what is deployed, in a folder of its own that goes with this object.
class StagedProject {
public:
    /// `source` is a folder or a zip, absolute. Throws Error(BadInput, TooLarge); see readFolder and readZip.
    StagedProject(const std::filesystem::path& source, const std::filesystem::path& stagingDir,
                  jobs::JobContext& job);
    ~StagedProject();
    StagedProject(const StagedProject&) = delete;
    StagedProject& operator=(const StagedProject&) = delete;

    /// The project's files. A zip with a single folder in it stands for that folder.
    const std::filesystem::path& root() const { return m_root; }
    /// An empty folder for intermediate files.
    const std::filesystem::path& work() const { return m_work; }
    /// Where the project was.
    const std::filesystem::path& source() const { return m_source; }
    /// The folder's name, or the zip's without its extension.
    const std::string& name() const { return m_name; }
    const Checks& checks() const { return m_checks; }

private:
    void read(jobs::JobContext& job);

    std::filesystem::path m_source;
    std::filesystem::path m_top;
    std::filesystem::path m_root;
    std::filesystem::path m_work;
    std::string m_name;
    Checks m_checks;
};

/// Throws Error(TooLarge) when what is below `code` is more than an agent may be (TreeLimits).
void requireTreeLimits(const std::filesystem::path& code);

} // namespace agentarium::agents
