// SPDX-License-Identifier: Apache-2.0
#include "core/machines/stop_reason.h"

#include <libvirt/libvirt.h>

namespace agentarium::machines {

std::string stopReason(int detail) {
    switch (detail) {
    case VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN:
        return "The guest switched itself off or restarted.";
    case VIR_DOMAIN_EVENT_STOPPED_DESTROYED:
        return "The microVM was ended from outside.";
    case VIR_DOMAIN_EVENT_STOPPED_CRASHED:
        return "The guest's kernel crashed.";
    case VIR_DOMAIN_EVENT_STOPPED_FAILED:
        return "The emulator ended unexpectedly: it crashed, or something on the host killed it.";
    default:
        return "The microVM ended.";
    }
}

std::string silentReason(std::chrono::milliseconds limit) {
    return "The emulator did not answer for " +
           std::to_string(std::chrono::duration_cast<std::chrono::seconds>(limit).count()) +
           " s after the daemon had started again, and was killed.";
}

} // namespace agentarium::machines
