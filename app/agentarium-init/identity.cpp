// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/identity.h"

#include <unistd.h>

namespace agentarium::init {

Identity::Identity() {
    setHostname("localhost");
}

void Identity::setHostname(const std::string& name) {
    ::sethostname(name.data(), name.size());
    std::string hosts = "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n";
    if (name != "localhost") hosts += "127.0.1.1 " + name + "\n";
    m_hosts.write(hosts);
    m_hostname.write(name + "\n");
}

void Identity::setMachineId(const std::string& id) {
    m_machineId.write(id + "\n");
}

} // namespace agentarium::init
