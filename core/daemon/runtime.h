// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/daemon/home_lock.h"
#include "core/gateway/server.h"
#include "core/gateway/workbench.h"

#include <boost/asio/signal_set.hpp>

#include <filesystem>
#include <memory>
#include <string>

namespace agentarium::daemon {

/// The daemon put together: everything that owns something, and the order in which it begins and ends.
class Runtime {
public:
    explicit Runtime(const std::filesystem::path& home);
    ~Runtime();

    /// Serves until told to stop, or until nobody has needed it for a while. Returns the process' exit code.
    int run();

private:
    /// Coroutines that still wait when it is shut down are destroyed then, and not after all that they use.
    struct Loop : asio::io_context {
        using asio::io_context::shutdown;
    };

    Task<void> begin();
    Task<void> endStrays();
    Task<void> end(std::string why);
    Task<void> announce();
    void watchIdle();
    recordings::Place recordingPlace();
    Task<void> tidyRecordings();
    nlohmann::json status() const;
    std::optional<std::string> imageSentence() const;
    void shutDown(bool force);

    std::filesystem::path m_home;
    HomeLock m_lock;
    Installation m_installation;
    Loop m_io;
    asio::thread_pool m_pool;
    events::Journal m_journal;
    events::BlobStore m_blobs;
    recordings::RecordingStore m_recordings;
    image::ImageStore m_images;
    agents::AgentStore m_agents;
    agents::Deployer m_deployer;
    jobs::JobRegistry m_jobs;
    std::unique_ptr<machines::Machines> m_machines;
    starts::Starts m_starts;
    sessions::SessionManager m_sessions;
    invocations::Invoker m_invoker;
    invocations::Tasks m_tasks;
    std::unique_ptr<host::Doctor> m_doctor;
    gateway::EventHub m_hub;
    gateway::Router m_router;
    std::unique_ptr<gateway::Server> m_server;
    std::unique_ptr<gateway::Workbench> m_workbench;
    asio::signal_set m_signals;
    asio::steady_timer m_idle;
    std::chrono::steady_clock::time_point m_begun = std::chrono::steady_clock::now();
    std::string m_token;
    bool m_ending = false;
};

} // namespace agentarium::daemon
