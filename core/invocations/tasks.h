// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agents/store.h"
#include "core/base/signal.h"
#include "core/invocations/http_invocation.h"
#include "core/invocations/task_store.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace agentarium::invocations {

/// Asynchronous invocations: an id at once, the answer later (`invoke --async`, `task ID`). Each is an
/// invocation like any other, recorded in its session, that goes on when its caller leaves; for at most eight
/// hours (contract 6). On the Asio thread.
class Tasks {
public:
    Tasks(asio::io_context& io, asio::thread_pool& pool, const std::filesystem::path& home,
          agents::AgentStore& agents, events::BlobStore& blobs, Invoker& invoker);

    /// Takes the body in whole, then answers with the task while it begins. Throws BadInput for a private
    /// request, whose answer would be kept nowhere, and what Invoker::invoke throws for a request that cannot
    /// be right.
    Task<nlohmann::json> begin(InvocationRequest request, BodySource& body);

    /// docs/api.md's Task; once done with `body`, the first 64 KiB of the answer when they are text. Throws
    /// NotFound.
    Task<nlohmann::json> find(std::string taskId);

    /// Those that run, or all that are kept; newest first, without `body`. Of one agent unless `agent` is
    /// empty.
    Task<std::vector<nlohmann::json>> list(bool all, std::string agent);

    /// Cancels its invocation as a caller's leaving would, and waits until it has ended, at most some
    /// seconds: the task then. Throws NotFound, and Conflict when it has ended already.
    Task<nlohmann::json> cancel(std::string taskId);

    /// The daemon is ending: what still runs is left as running, and is interrupted when the next one begins.
    void close() { m_closing = true; }

private:
    /// One whose end has not been written yet.
    struct Running {
        nlohmann::json task;
        std::shared_ptr<Cancellation> cancellation = std::make_shared<Cancellation>();
    };

    Task<void> run(InvocationRequest request, std::shared_ptr<BodySource> body, std::string taskId);
    Task<void> keep(nlohmann::json task);
    Task<void> addBody(nlohmann::json& task);

    asio::io_context& m_io;
    asio::thread_pool& m_pool;
    std::filesystem::path m_home;
    agents::AgentStore& m_agents;
    events::BlobStore& m_blobs;
    Invoker& m_invoker;
    TaskStore m_store;
    std::map<std::string, Running> m_running;
    Signal m_ended;
    bool m_closing = false;
};

} // namespace agentarium::invocations
