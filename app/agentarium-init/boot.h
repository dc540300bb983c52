// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace agentarium::init {

/// /proc, /sys and /dev: what everything else reads.
void mountKernelFilesystems();
/// The root disk with an overlay in memory becomes /, the code disk /var/task. Without a root disk the
/// initramfs stays the root: that is how the link is tested alone.
void mountRoot();
/// /dev/pts, /dev/shm, /tmp, /run and the cgroup tree of the final root.
void mountRuntimeFilesystems();

} // namespace agentarium::init
