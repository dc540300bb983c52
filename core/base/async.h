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
///
/// g++ 12 destroys a temporary of a co_await expression twice when it is made without a constructor, as a
/// closure or a braced aggregate is. So a closure that owns something needs a name: `auto work = [text] { …
/// }; co_await offload(pool, work);`. One of references, pointers and numbers may be written in place.
template <class F>
Task<std::invoke_result_t<std::decay_t<F>&>> offload(asio::thread_pool& pool, F&& work) {
    using Work = std::decay_t<F>;
    using Result = std::invoke_result_t<Work&>;
    static_assert(
        std::is_lvalue_reference_v<F> || std::is_trivially_copyable_v<Work>,
        "Give this closure a name and pass that: it owns something, and g++ 12 would free it twice.");
    auto task = [work = std::forward<F>(work)]() mutable -> Task<Result> { co_return work(); };
    return asio::co_spawn(pool, std::move(task), asio::use_awaitable);
}

} // namespace agentarium
