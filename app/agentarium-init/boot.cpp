// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/boot.h"

#include "app/agentarium-init/console.h"
#include "app/agentarium-init/disks.h"

#include <string>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

namespace agentarium::init {

namespace {

void mustMount(const std::string& source, const std::string& target, const std::string& type,
               unsigned long flags, const std::string& options = {}) {
    ::mkdir(target.c_str(), 0755);
    if (::mount(source.c_str(), target.c_str(), type.c_str(), flags,
                options.empty() ? nullptr : options.c_str()))
        fatal(withErrno("cannot mount " + type + " " + source + " on " + target));
}

void moveTo(const std::string& from, const std::string& to) {
    ::mkdir(to.c_str(), 0755);
    if (::mount(from.c_str(), to.c_str(), nullptr, MS_MOVE, nullptr))
        fatal(withErrno("cannot move the mount " + from + " to " + to));
}

} // namespace

void mountKernelFilesystems() {
    mustMount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC);
    mustMount("sysfs", "/sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC);
    mustMount("devtmpfs", "/dev", "devtmpfs", MS_NOSUID, "mode=0755");
}

void mountRoot() {
    settleDisks();
    const auto root = diskBySerial("root");
    const auto code = diskBySerial("code");
    if (root) {
        mustMount(*root, "/lower", "erofs", MS_RDONLY | MS_NOATIME);
        mustMount("tmpfs", "/rw", "tmpfs", MS_NOATIME, "size=50%,mode=0755");
        ::mkdir("/rw/upper", 0755);
        ::mkdir("/rw/work", 0755);
        mustMount("overlay", "/newroot", "overlay", MS_NOATIME,
                  "lowerdir=/lower,upperdir=/rw/upper,workdir=/rw/work");
        for (const std::string name : {"/proc", "/sys", "/dev"})
            moveTo(name, "/newroot" + name);
        if (::chdir("/newroot") || ::mount(".", "/", nullptr, MS_MOVE, nullptr) || ::chroot(".") ||
            ::chdir("/"))
            fatal(withErrno("cannot switch to the root disk"));
    }
    ::mkdir("/var", 0755);
    ::mkdir("/var/task", 0755);
    if (code) mustMount(*code, "/var/task", "erofs", MS_RDONLY | MS_NOATIME);
}

void mountRuntimeFilesystems() {
    mustMount("devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "mode=0620,ptmxmode=0666");
    mustMount("tmpfs", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777");
    mustMount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777,size=50%");
    mustMount("tmpfs", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755,size=10%");
    mustMount("cgroup2", "/sys/fs/cgroup", "cgroup2", MS_NOSUID | MS_NODEV | MS_NOEXEC);
}

} // namespace agentarium::init
