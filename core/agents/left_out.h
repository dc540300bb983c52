// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace agentarium::agents {

/// True for what never belongs to an agent: version control, virtual environments by name, caches, editors'
/// and systems' files. Looks at every part of the relative path. docs/agents.md has the list.
bool isLeftOut(const std::filesystem::path& relative);

} // namespace agentarium::agents
