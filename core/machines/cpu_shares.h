// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace agentarium::machines {

/// Lets emulators that burn the processors for long stand behind those that do not (docs/limits.md): each has
/// CPU time on credit, gets more of it as time passes, and runs at a higher nice value while it has none
/// left. That costs it nothing as long as nobody else wants the processors. The caller passes the time.
class CpuShares {
public:
    using Time = std::chrono::steady_clock::time_point;
    /// CPU seconds of a process so far; nothing when it is gone.
    using Spent = std::function<std::optional<double>(long pid)>;
    /// Moves a process behind the others, or back. Where it cannot come back it stays behind.
    using Place = std::function<void(long pid, bool behind)>;

    /// CPU seconds an emulator that has begun from a template, or has come to rest, may burn at a stretch.
    static constexpr double kCredit = 1.5;
    /// One that boots: a cold start takes ten seconds under emulation.
    static constexpr double kBootCredit = 20;
    /// CPU seconds it is given each second.
    static constexpr double kPace = 0.25;
    /// What it needs to come back, and how far it can fall: eight seconds of rest lie between.
    static constexpr double kReturn = 1;
    static constexpr double kDebt = -1;

    CpuShares(Spent spent, Place place);

    void add(const std::string& name, long pid, double credit, Time now);
    void remove(const std::string& name) { m_emulators.erase(name); }
    bool empty() const { return m_emulators.empty(); }
    /// Looks what each has spent; about once a second.
    void look(Time now);

private:
    struct Emulator {
        long pid;
        double credit;
        double spent;
        Time seen;
        bool behind = false;
    };

    Spent m_spent;
    Place m_place;
    std::map<std::string, Emulator> m_emulators;
};

} // namespace agentarium::machines
