// SPDX-License-Identifier: Apache-2.0
#include "core/invocations/task_store.h"

#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/contract/error.h"
#include "core/contract/iso_time.h"

#include <algorithm>

namespace agentarium::invocations {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kKept = 1000;

std::vector<fs::path> filesIn(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    return files;
}

std::optional<nlohmann::json> taskIn(const fs::path& file) {
    std::error_code ec;
    if (!fs::exists(file, ec)) return std::nullopt;
    nlohmann::json task = nlohmann::json::parse(readFile(file), nullptr, false);
    if (!task.is_object() || !task.contains("taskId")) return std::nullopt;
    return task;
}

/// Ids are UUIDs: nothing else may become part of a path.
bool isTaskId(const std::string& text) {
    return !text.empty() && text.size() <= 64 &&
           text.find_first_not_of("0123456789abcdefABCDEF-") == std::string::npos;
}

} // namespace

TaskStore::TaskStore(const fs::path& home) : m_folder(home / "tasks") {
    makePrivateFolder(m_folder);
    for (const fs::path& file : filesIn(m_folder))
        interrupt(file);
    forgetOldest();
}

void TaskStore::interrupt(const fs::path& file) const {
    auto task = taskIn(file);
    if (!task || task->value("status", std::string()) != "running") return;
    const Error error(ErrorKind::RuntimeFailed, "The daemon ended while this task ran.",
                      "Send it again. When its session still lives, the agent may know how far it came.");
    (*task)["status"] = "interrupted";
    (*task)["endedAt"] = contract::toIsoTime(wallNowNs());
    (*task)["error"] = error.toJson();
    put(*task);
}

void TaskStore::forgetOldest() const {
    std::vector<fs::path> files = filesIn(m_folder);
    if (files.size() <= kKept) return;
    std::sort(files.begin(), files.end(), [](const fs::path& a, const fs::path& b) {
        std::error_code ec;
        return fs::last_write_time(a, ec) > fs::last_write_time(b, ec);
    });
    std::error_code ec;
    for (auto file = files.begin() + kKept; file != files.end(); ++file)
        fs::remove(*file, ec);
}

void TaskStore::put(const nlohmann::json& task) const {
    const std::string text = task.dump(1, ' ', false, nlohmann::json::error_handler_t::replace);
    writeFileAtomically(m_folder / (task.at("taskId").get<std::string>() + ".json"), text + "\n");
}

std::optional<nlohmann::json> TaskStore::find(const std::string& taskId) const {
    if (!isTaskId(taskId)) return std::nullopt;
    return taskIn(m_folder / (taskId + ".json"));
}

std::vector<nlohmann::json> TaskStore::list() const {
    std::vector<nlohmann::json> tasks;
    for (const fs::path& file : filesIn(m_folder))
        if (auto task = taskIn(file)) tasks.push_back(std::move(*task));
    const auto begun = [](const nlohmann::json& task) { return task.value("startedAt", std::string()); };
    std::stable_sort(tasks.begin(), tasks.end(),
                     [&](const nlohmann::json& a, const nlohmann::json& b) { return begun(a) > begun(b); });
    return tasks;
}

} // namespace agentarium::invocations
