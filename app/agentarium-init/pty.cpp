// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/pty.h"

#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <sys/ioctl.h>

namespace agentarium::init {

Pty openPty() {
    Pty pty;
    pty.master = Fd(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK));
    if (!pty.master || ::unlockpt(pty.master.get())) return {};
    pty.slave = Fd(::ioctl(pty.master.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
    return pty;
}

void resizePty(const Fd& master, int width, int height) {
    if (width < 1 || height < 1 || !master) return;
    winsize size{};
    size.ws_col = static_cast<unsigned short>(std::min(width, 10000));
    size.ws_row = static_cast<unsigned short>(std::min(height, 10000));
    ::ioctl(master.get(), TIOCSWINSZ, &size);
}

} // namespace agentarium::init
