// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/host/check.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

namespace agentarium::host {

/// Each looks at this host and may block; run it off the Asio thread.
Check memoryCheck();
Check diskCheck(const std::filesystem::path& home);
Check homeCheck(const std::filesystem::path& home);
Check socketsCheck(const std::filesystem::path& home);
Check imageCheck(const std::function<std::optional<std::string>()>& imageInUse);
Check packingCheck();
Check imageToolsCheck();
Check vendoringCheck();

/// The judgements, for any number. Pure.
Check memoryVerdict(std::uint64_t availableBytes);
Check diskVerdict(std::uint64_t freeBytes, const std::filesystem::path& home);

} // namespace agentarium::host
