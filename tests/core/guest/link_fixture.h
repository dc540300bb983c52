// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/guest/link.h"
#include "tests/core/base/run_task.h"
#include "tests/core/guest/fake_guest.h"

#include <QTemporaryDir>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <filesystem>

namespace agentarium::tests {

/// A link to a fake guest in a folder of its own.
struct LinkFixture {
    QTemporaryDir folder;
    std::filesystem::path path = folder.path().toStdString();
    asio::io_context io;
    FakeGuest guest{io, path};
    guest::GuestLink link{io, path / "ctl", path / "in", path / "out"};

    /// Runs the coroutine to its end; what it threw.
    void run(Task<void> task) { runTask(io, std::move(task)); }
};

inline Task<void> sleepFor(std::chrono::milliseconds time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
}

/// Waits until it is so, five seconds at most.
template <class Condition>
Task<void> until(Condition isSo) {
    for (int i = 0; i < 1000 && !isSo(); ++i)
        co_await sleepFor(std::chrono::milliseconds(5));
}

} // namespace agentarium::tests
