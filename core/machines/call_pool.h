// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/async.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace agentarium::machines {

/// A few threads for calls that may never return. A call past its deadline is abandoned: its caller gets an
/// error, and another thread takes the place of the one that hangs, which ends if it ever returns.
class CallPool {
public:
    explicit CallPool(int threads);
    /// Waits up to two seconds for calls under way; a thread that hangs is left behind.
    ~CallPool();

    /// Runs `work` off the Asio thread. Throws what `work` throws, or Error(RuntimeFailed) naming `what`
    /// after `limit`.
    template <class F>
    Task<std::invoke_result_t<F&>> call(std::string what, std::chrono::milliseconds limit, F work);

    /// Runs `work` without anybody waiting.
    void post(std::function<void()> work);

private:
    /// True when another thread took the place of the one that ran it.
    using Work = std::function<bool()>;
    struct State {
        std::mutex mutex;
        std::condition_variable wake;
        std::deque<Work> queue;
        int busy = 0;
        bool stopping = false;
    };
    void add(Work work);
    static void run(const std::shared_ptr<State>& state);
    void addThread();
    [[noreturn]] static void overdue(const std::string& what, std::chrono::milliseconds limit);

    std::shared_ptr<State> m_state;
};

template <class F>
Task<std::invoke_result_t<F&>> CallPool::call(std::string what, std::chrono::milliseconds limit, F work) {
    using Result = std::invoke_result_t<F&>;
    using Value = std::conditional_t<std::is_void_v<Result>, bool, Result>;
    /// Shared with the thread; the caller's timer may be touched under the mutex only while somebody waits.
    struct Call {
        std::mutex mutex;
        bool waiting = true;
        bool replaced = false;
        std::optional<Value> value;
        std::exception_ptr failure;
    };
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, limit);
    auto call = std::make_shared<Call>();
    struct Leave {
        Call& call;
        ~Leave() {
            std::lock_guard lock(call.mutex);
            call.waiting = false;
        }
    } leave{*call};

    add([call, executor, wake = &timer, work = std::move(work)]() mutable {
        std::optional<Value> value;
        std::exception_ptr failure;
        try {
            if constexpr (std::is_void_v<Result>) {
                work();
                value = true;
            } else {
                value = work();
            }
        } catch (...) {
            failure = std::current_exception();
        }
        std::lock_guard lock(call->mutex);
        if (!call->waiting) return call->replaced;
        call->value = std::move(value);
        call->failure = failure;
        asio::post(executor, [call, wake] {
            std::lock_guard inner(call->mutex);
            if (call->waiting) wake->cancel();
        });
        return false;
    });

    boost::system::error_code ec;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ec));
    std::unique_lock lock(call->mutex);
    if (!call->value && !call->failure) {
        call->waiting = false;
        call->replaced = true;
        lock.unlock();
        addThread();
        overdue(what, limit);
    }
    if (call->failure) std::rethrow_exception(call->failure);
    if constexpr (!std::is_void_v<Result>) co_return std::move(*call->value);
}

} // namespace agentarium::machines
