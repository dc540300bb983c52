// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

namespace agentarium::machines {

/// Calls `died` on libvirt's event thread soon after process `pid` ended, with `name`. libvirt itself reports
/// an end only when the process has been reaped, which takes some init programs seconds. The short delay lets
/// a shutdown the guest asked for be reported as one. Does nothing where there are no process handles
/// (macOS).
void watchEmulator(long pid, std::string name, std::function<void(const std::string& name)> died);

} // namespace agentarium::machines
