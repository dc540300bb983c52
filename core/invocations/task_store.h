// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace agentarium::invocations {

/// What is known of each asynchronous invocation, one small file in home/tasks, so that it can be asked for
/// after the daemon was restarted. Its calls block: for a pool thread, one at a time for a task.
class TaskStore {
public:
    /// Tasks an earlier daemon left running are interrupted from now on; the newest 1000 are kept.
    explicit TaskStore(const std::filesystem::path& home);

    /// `task` has docs/api.md's keys, `taskId` among them. Throws Error(RuntimeFailed).
    void put(const nlohmann::json& task) const;
    /// Nothing when there is none, or its file cannot be read.
    std::optional<nlohmann::json> find(const std::string& taskId) const;
    /// All that are kept, newest first.
    std::vector<nlohmann::json> list() const;

private:
    void interrupt(const std::filesystem::path& file) const;
    void forgetOldest() const;

    std::filesystem::path m_folder;
};

} // namespace agentarium::invocations
