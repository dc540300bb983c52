// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentarium-init/fd.h"

namespace agentarium::init {

/// A pseudo-terminal: what is written to one end is read at the other.
struct Pty {
    Fd master; ///< does not block
    Fd slave;  ///< for the process; close it here once that runs
    explicit operator bool() const { return master && slave; }
};

/// False, with errno, when there is none to be had.
Pty openPty();
/// In characters; values below 1 change nothing.
void resizePty(const Fd& master, int width, int height);

} // namespace agentarium::init
