// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/async.h"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>

namespace agentarium::tests {

/// Runs a coroutine on `io` to its end and gives its result; its exception comes out here.
template <class T>
T runTask(asio::io_context& io, Task<T> task) {
    std::optional<T> result;
    std::exception_ptr failure;
    bool ended = false;
    asio::co_spawn(io, std::move(task), [&](std::exception_ptr error, T value) {
        failure = error;
        if (!error) result = std::move(value);
        ended = true;
    });
    io.restart();
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!ended && std::chrono::steady_clock::now() < until)
        io.run_one_for(std::chrono::milliseconds(50));
    if (!ended) throw std::runtime_error("the coroutine did not end within 30 s");
    if (failure) std::rethrow_exception(failure);
    return std::move(*result);
}

inline void runTask(asio::io_context& io, Task<void> task) {
    // The coroutine gets a result to carry, so that both kinds are run by the same code.
    auto wrapped = [](Task<void> inner) -> Task<bool> {
        co_await std::move(inner);
        co_return true;
    };
    runTask(io, wrapped(std::move(task)));
}

/// Runs what is ready on `io` until `condition` holds; false when it does not within `limit`.
template <class Condition>
bool runUntil(asio::io_context& io, Condition condition,
              std::chrono::milliseconds limit = std::chrono::seconds(10)) {
    io.restart();
    const auto until = std::chrono::steady_clock::now() + limit;
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= until) return false;
        if (io.stopped()) io.restart();
        io.run_one_for(std::chrono::milliseconds(5));
    }
    return true;
}

/// Runs `io` for that long, and then what is ready: it stays behind when this process got no processor in
/// time.
inline void runFor(asio::io_context& io, std::chrono::milliseconds time) {
    io.restart();
    io.run_for(time);
    io.restart();
    io.poll();
}

} // namespace agentarium::tests
