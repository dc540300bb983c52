// SPDX-License-Identifier: Apache-2.0
#include "core/machines/emulator_watch.h"

#include <libvirt/libvirt.h>

#include <memory>

#ifdef __linux__
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace agentarium::machines {

#ifdef __linux__

namespace {

constexpr int graceMilliseconds = 150;

struct Watch {
    int fd = -1;
    std::string name;
    std::function<void(const std::string&)> died;
    ~Watch() {
        if (fd >= 0) close(fd);
    }
};

void freeWatch(void* opaque) {
    delete static_cast<Watch*>(opaque);
}

void onGraceOver(int timer, void* opaque) {
    const auto* watch = static_cast<Watch*>(opaque);
    watch->died(watch->name);
    virEventRemoveTimeout(timer);
}

void onDeath(int handle, int, int, void* opaque) {
    const auto* watch = static_cast<Watch*>(opaque);
    auto later = std::make_unique<Watch>(Watch{-1, watch->name, watch->died});
    if (virEventAddTimeout(graceMilliseconds, onGraceOver, later.get(), freeWatch) >= 0)
        static_cast<void>(later.release());
    virEventRemoveHandle(handle);
}

} // namespace

void watchEmulator(long pid, std::string name, std::function<void(const std::string&)> died) {
    if (pid <= 0) return;
    auto watch = std::make_unique<Watch>();
    watch->fd = static_cast<int>(syscall(SYS_pidfd_open, static_cast<pid_t>(pid), 0));
    if (watch->fd < 0) return;
    watch->name = std::move(name);
    watch->died = std::move(died);
    if (virEventAddHandle(watch->fd, VIR_EVENT_HANDLE_READABLE, onDeath, watch.get(), freeWatch) >= 0)
        static_cast<void>(watch.release());
}

#else

void watchEmulator(long, std::string, std::function<void(const std::string&)>) {}

#endif

} // namespace agentarium::machines
