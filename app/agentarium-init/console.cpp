// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/console.h"

#include "app/agentarium-init/fd.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/reboot.h>
#include <unistd.h>

namespace agentarium::init {

void say(const std::string& line) {
    const Fd console(::open("/dev/console", O_WRONLY | O_NOCTTY | O_CLOEXEC));
    const std::string text = "agentarium-init: " + line + "\n";
    [[maybe_unused]] const auto written =
        ::write(console ? console.get() : STDERR_FILENO, text.data(), text.size());
}

void fatal(const std::string& reason) {
    say("fatal: " + reason);
    ::sync();
    ::usleep(100'000); // the console's last bytes are on their way
    ::reboot(RB_POWER_OFF);
    for (;;)
        ::pause();
}

std::string withErrno(const std::string& what) {
    return what + ": " + std::strerror(errno);
}

} // namespace agentarium::init
