// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

namespace agentarium::agents {

/// Writes `json` so that after a crash the file is either the old or the new one: temporary name, fsync,
/// rename, fsync of the folder. Mode 0600: environments may hold secrets. Throws Error(RuntimeFailed).
void writeJsonFile(const std::filesystem::path& file, const nlohmann::json& json);

/// Throws Error(RuntimeFailed) that names the file, what is wrong with it and what to do.
nlohmann::json readJsonFile(const std::filesystem::path& file);

/// Makes a file's content, or a folder's entries, durable. Throws Error(RuntimeFailed).
void syncPath(const std::filesystem::path& path);

/// Now, as "2026-11-20T14:02:11.123Z".
std::string nowIso8601();

} // namespace agentarium::agents
