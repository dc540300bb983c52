// SPDX-License-Identifier: Apache-2.0
#include "core/machines/call_pool.h"

#include "core/contract/error.h"

namespace agentarium::machines {

CallPool::CallPool(int threads) : m_state(std::make_shared<State>()) {
    for (int i = 0; i < threads; ++i)
        addThread();
}

CallPool::~CallPool() {
    std::unique_lock lock(m_state->mutex);
    m_state->stopping = true;
    m_state->queue.clear();
    m_state->wake.notify_all();
    m_state->wake.wait_for(lock, std::chrono::seconds(2), [this] { return m_state->busy == 0; });
}

void CallPool::post(std::function<void()> work) {
    add([work = std::move(work)] {
        work();
        return false;
    });
}

void CallPool::add(Work work) {
    std::lock_guard lock(m_state->mutex);
    m_state->queue.push_back(std::move(work));
    m_state->wake.notify_one();
}

void CallPool::addThread() {
    std::thread([state = m_state] { run(state); }).detach();
}

void CallPool::run(const std::shared_ptr<State>& state) {
    std::unique_lock lock(state->mutex);
    while (true) {
        state->wake.wait(lock, [&] { return state->stopping || !state->queue.empty(); });
        if (state->stopping) return;
        auto work = std::move(state->queue.front());
        state->queue.pop_front();
        ++state->busy;
        lock.unlock();
        const bool isReplaced = work();
        work = nullptr;
        lock.lock();
        --state->busy;
        if (state->stopping) state->wake.notify_all();
        if (isReplaced) return;
    }
}

void CallPool::overdue(const std::string& what, std::chrono::milliseconds limit) {
    throw Error(ErrorKind::RuntimeFailed,
                what + " took longer than " + std::to_string(limit.count() / 1000.0).substr(0, 4) +
                    " s and was given up.",
                "The host may be overloaded. When it repeats: `agentariumctl daemon stop`, then try again; "
                "`agentariumctl doctor` tells more.");
}

} // namespace agentarium::machines
