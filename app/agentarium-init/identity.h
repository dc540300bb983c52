// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentarium-init/live_file.h"

#include <string>

namespace agentarium::init {

/// Who this microVM says it is: host name with its files, and machine id.
class Identity {
public:
    /// Begins as "localhost" without a machine id.
    Identity();

    void setHostname(const std::string& name);
    /// 32 hex digits.
    void setMachineId(const std::string& id);

private:
    LiveFile m_hosts{"hosts"};
    LiveFile m_hostname{"hostname"};
    LiveFile m_machineId{"machine-id"};
};

} // namespace agentarium::init
