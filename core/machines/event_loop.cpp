// SPDX-License-Identifier: Apache-2.0
#include "core/machines/event_loop.h"

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include <mutex>
#include <pthread.h>
#include <signal.h>
#include <thread>

namespace agentarium::machines {

void startEventLoop() {
    static std::once_flag once;
    std::call_once(once, [] {
        // Writing to an emulator that has just died must be an error, not the end of this process.
        signal(SIGPIPE, SIG_IGN);
        // Failures become our own errors; the library would print each to standard error as well.
        virSetErrorFunc(nullptr, [](void*, virErrorPtr) {});
        virInitialize();
        virEventRegisterDefaultImpl();
        // The loop has no end of its own; the timer lets it never sleep for good when no handle is
        // registered.
        virEventAddTimeout(
            1000, [](int, void*) {}, nullptr, nullptr);
        std::thread([] {
            sigset_t all;
            sigfillset(&all);
            pthread_sigmask(SIG_BLOCK, &all, nullptr);
            while (virEventRunDefaultImpl() == 0) {
            }
        }).detach();
    });
}

} // namespace agentarium::machines
