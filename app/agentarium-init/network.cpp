// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/network.h"

#include "app/agentarium-init/console.h"
#include "app/agentarium-init/fd.h"
#include "app/agentarium-init/files.h"

#include <cstring>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace agentarium::init {

void setUpNetwork() {
    const Fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ifreq request{};
    std::strcpy(request.ifr_name, "lo");
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    if (::ioctl(socket.get(), SIOCSIFFLAGS, &request))
        fatal(withErrno("cannot bring the loopback interface up"));
    ::mkdir("/etc", 0755);
    ::unlink("/etc/resolv.conf");
    writeSmall("/etc/resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n");
}

} // namespace agentarium::init
