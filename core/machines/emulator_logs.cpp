// SPDX-License-Identifier: Apache-2.0
#include "core/machines/emulator_logs.h"

namespace agentarium::machines {

namespace fs = std::filesystem;

void trimLog(const fs::path& file) {
    std::error_code ec;
    if (fs::file_size(file, ec) > longestLog && !ec) fs::resize_file(file, 0, ec);
}

void trimEmulatorLogs(const fs::path& folder, const std::function<bool(const std::string&)>& lives) {
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator(folder, ec)) {
        if (entry.path().extension() != ".log") continue;
        std::error_code ignored;
        if (lives(entry.path().stem().string()))
            trimLog(entry.path());
        else
            fs::remove(entry.path(), ignored);
    }
}

} // namespace agentarium::machines
