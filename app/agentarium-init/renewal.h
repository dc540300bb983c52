// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentarium-init/fd.h"
#include "app/agentarium-init/identity.h"
#include "app/agentarium-init/loop.h"
#include "core/wire/control.h"

#include <cstdint>
#include <vector>

namespace agentarium::init {

/// Where processes that want to hear of a renewal leave a file whose name is their number.
inline constexpr const char* kRenewFolder = "/run/agentarium/renew";

/// Makes this copy of a microVM one of its own: the kernel's random generator, machine id and host name, then
/// the processes in kRenewFolder are told by a signal.
///
/// All of it runs in an emulator that has not translated any code yet, where each new system call costs a
/// millisecond: what can be opened and looked up before a copy is made, is.
class Renewals {
public:
    /// Before any process of the agent runs.
    Renewals(Loop& loop, Identity& identity);

    void renew(const wire::Renewal& renewal);

private:
    void seedKernel(const std::string& hex);
    void findProcesses();

    Loop& m_loop;
    Identity& m_identity;
    Fd m_random;
    Fd m_news;                   ///< inotify: a process came
    std::vector<Fd> m_processes; ///< pidfds of those that catch the signal
    std::int64_t m_foundNs = 0;  ///< guest clock; 0: a process came since
};

} // namespace agentarium::init
