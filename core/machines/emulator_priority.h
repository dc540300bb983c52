// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace agentarium::machines {

/// Gives all threads of an emulator a nice value `kBehind` above this process's own, or the same as its own.
/// Lowering one takes root or RLIMIT_NICE: without, it stays where it is.
void placeEmulator(long pid, bool behind);
inline constexpr int kBehind = 10;

/// When the host itself runs out of memory its kernel ends an emulator, whose session then says so, and not
/// the daemon or another program of the user. Only Linux has this.
void offerToOomKiller(long pid);

} // namespace agentarium::machines
