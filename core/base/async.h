// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <type_traits>
#include <utility>

namespace agentarium {

namespace asio = boost::asio;

/// A coroutine on the daemon's one Asio thread (design section 6).
template <class T = void>
using Task = asio::awaitable<T>;

/// Runs blocking `work` on `pool` and resumes the caller on its own executor with the result.
/// Exceptions of `work` arrive at the `co_await`. `work` must not touch state of the Asio thread.
template <class F>
Task<std::invoke_result_t<F&>> offload(asio::thread_pool& pool, F work) {
    using Result = std::invoke_result_t<F&>;
    co_return co_await asio::co_spawn(
        pool,
        [work = std::move(work)]() mutable -> Task<Result> { co_return work(); },
        asio::use_awaitable);
}

} // namespace agentarium
