// SPDX-License-Identifier: Apache-2.0
#include "core/machines/cpu_shares.h"

#include <algorithm>

namespace agentarium::machines {

CpuShares::CpuShares(Spent spent, Place place) : m_spent(std::move(spent)), m_place(std::move(place)) {}

void CpuShares::add(const std::string& name, long pid, double credit, Time now) {
    const auto spent = m_spent(pid);
    if (spent) m_emulators.try_emplace(name, Emulator{pid, credit, *spent, now});
}

void CpuShares::look(Time now) {
    for (auto at = m_emulators.begin(); at != m_emulators.end();) {
        Emulator& emulator = at->second;
        const auto spent = m_spent(emulator.pid);
        if (!spent) {
            at = m_emulators.erase(at); // its number may soon be another process's
            continue;
        }
        ++at;
        const double seconds = std::chrono::duration<double>(now - emulator.seen).count();
        const double change = kPace * seconds - (*spent - emulator.spent);
        // What a start left over is nobody's later.
        const double most = change > 0 ? kCredit : std::max(kCredit, emulator.credit);
        emulator.credit = std::clamp(emulator.credit + change, kDebt, most);
        emulator.spent = *spent;
        emulator.seen = now;
        if (const bool behind = emulator.credit < (emulator.behind ? kReturn : 0);
            behind != emulator.behind) {
            emulator.behind = behind;
            m_place(emulator.pid, behind);
        }
    }
}

} // namespace agentarium::machines
