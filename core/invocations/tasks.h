// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agents/store.h"
#include "core/invocations/http_invocation.h"
#include "core/invocations/task_store.h"

#include <map>
#include <string>

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

    /// The daemon is ending: what still runs is left as running, and is interrupted when the next one begins.
    void close() { m_closing = true; }

private:
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
    std::map<std::string, nlohmann::json> m_running;
    bool m_closing = false;
};

} // namespace agentarium::invocations
