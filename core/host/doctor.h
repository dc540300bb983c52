// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/async.h"
#include "core/host/check.h"
#include "core/machines/call_pool.h"
#include "core/machines/machines.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace agentarium::host {

struct DoctorInputs {
    std::filesystem::path home;
    machines::Machines& machines;
    /// One sentence about the guest image in use, nothing when there is none. May block.
    std::function<std::optional<std::string>()> imageInUse;
    std::chrono::milliseconds limit{15'000}; ///< of each check
};

/// What this host can do. All checks run side by side, and one that does not answer fails alone.
class Doctor {
public:
    explicit Doctor(DoctorInputs inputs);
    /// {ok, accelerator (kvm, hvf, tcg or null), isolates, checks[]}; `ok` means that nothing failed. Does
    /// not throw.
    Task<nlohmann::json> run();
    /// `kNoBoundary` on a host that only emulates; nothing where guests are isolated, or when the emulator
    /// has not answered within `limit` (run() says why). Does not throw.
    Task<std::optional<std::string>> isolationWarning(std::chrono::milliseconds limit);

private:
    struct Findings;
    Task<> askMachines(std::shared_ptr<Findings> findings);
    Task<> runCheck(std::shared_ptr<Findings> findings, std::size_t place, std::function<Check()> look);

    DoctorInputs m_inputs;
    machines::CallPool m_pool;
};

} // namespace agentarium::host
