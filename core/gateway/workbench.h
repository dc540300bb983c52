// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agents/deployer.h"
#include "core/agents/store.h"
#include "core/base/installation.h"
#include "core/events/blobs.h"
#include "core/events/journal.h"
#include "core/gateway/event_hub.h"
#include "core/gateway/router.h"
#include "core/host/doctor.h"
#include "core/image/image.h"
#include "core/invocations/http_invocation.h"
#include "core/invocations/tasks.h"
#include "core/jobs/registry.h"
#include "core/recordings/recording_store.h"
#include "core/sessions/manager.h"

#include <filesystem>
#include <functional>

namespace agentarium::gateway {

/// Everything the workbench API reaches; owned by the daemon's runtime.
struct Workbench {
    asio::io_context& io;
    asio::thread_pool& pool;
    std::filesystem::path home;
    Installation installation;
    image::ImageStore& images;
    agents::AgentStore& agents;
    agents::Deployer& deployer;
    jobs::JobRegistry& jobs;
    events::Journal& journal;
    events::BlobStore& blobs;
    recordings::RecordingStore& recordings;
    starts::Starts& starts;
    sessions::SessionManager& sessions;
    invocations::Invoker& invoker;
    invocations::Tasks& tasks;
    host::Doctor& doctor;
    EventHub& hub;
    std::function<nlohmann::json()> status;   ///< docs/api.md's GET /daemon
    std::function<void(bool force)> shutDown; ///< throws Conflict while sessions live
};

/// The routes of docs/api.md, each group in a file of its own.
void addDaemonRoutes(Router& router, Workbench& workbench);
void addAgentRoutes(Router& router, Workbench& workbench);
void addEndpointRoutes(Router& router, Workbench& workbench);
void addSessionRoutes(Router& router, Workbench& workbench);
void addUsageRoutes(Router& router, Workbench& workbench);
void addInvocationRoutes(Router& router, Workbench& workbench);
void addTaskRoutes(Router& router, Workbench& workbench);
void addShellRoutes(Router& router, Workbench& workbench);
/// What a request asks of an agent, from its headers and query.
invocations::InvocationRequest invocationOf(const Exchange& exchange, const std::string& agent);
void addRecordingRoutes(Router& router, Workbench& workbench);

} // namespace agentarium::gateway
