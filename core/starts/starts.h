// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agents/store.h"
#include "core/jobs/registry.h"
#include "core/starts/gate.h"
#include "core/starts/template_maker.h"
#include "core/starts/warm_pool.h"

#include <deque>
#include <map>
#include <optional>
#include <string>

namespace agentarium::starts {

/// How one session is to begin.
struct Plan {
    std::optional<Template> source; ///< restored when set
    std::optional<WarmClone> clone; ///< warm when set
    std::string fallback;           ///< why it is cold although the version wants better; empty otherwise
};

/// Restored and warm starts (docs/starts.md): makes templates as jobs, one after the other, keeps the warm
/// pool filled, and tells each session how to begin. On the Asio thread.
class Starts {
public:
    Starts(asio::io_context& io, asio::thread_pool& pool, machines::Machines& machines,
           agents::AgentStore& agents, image::ImageStore& images, jobs::JobRegistry& jobs,
           const std::filesystem::path& home, Probe probe);

    /// Templates and warm copies wait there until the host has room; without one they begin at once.
    void setGate(Gate gate);
    /// Ends one warm clone because sessions need its memory; another one comes when there is room again.
    void giveUpWarmClone() { m_warm.giveUp(); }

    Task<Plan> plan(agents::AgentVersion version, image::GuestImage image);
    /// Sees to it that the version has a template, if it wants one: after `delay`, and after those being
    /// made. A session of the version that begins meanwhile goes first and calls this again when it has
    /// started.
    void prepare(const agents::AgentVersion& version, std::chrono::milliseconds delay = {});
    /// A clone of it could not be started: it is removed. Whoever found out prepares another one.
    Task<void> spoilt(Template source);
    /// Agents, versions or endpoints changed: templates of what is gone are removed, warm clones follow.
    void refresh();
    /// A microVM stopped by itself.
    void machineStopped(const std::string& name) { m_warm.stopped(name); }
    /// It belongs to no session and is needed all the same.
    bool owns(const std::string& machineName) const;
    int warmClones() const { return m_warm.ready(); }
    /// Ends what is being made and all warm clones.
    Task<void> close();

private:
    class Making;
    Task<void> refreshNow();
    Task<void> begin(agents::AgentVersion version);
    void next();
    void made(const std::string& key, const std::string& failure);
    Task<Template> makeWhenThereIsRoom(agents::AgentVersion version, image::GuestImage image, std::string key,
                                       jobs::JobContext& job);
    nlohmann::json runJob(const agents::AgentVersion& version, const image::GuestImage& image,
                          const std::string& key, jobs::JobContext& job);

    asio::io_context& m_io;
    asio::thread_pool& m_pool;
    machines::Machines& m_machines;
    agents::AgentStore& m_agents;
    image::ImageStore& m_images;
    jobs::JobRegistry& m_jobs;
    TemplateStore m_store;
    Gate m_gate;
    TemplateMaker m_maker;
    WarmPool m_warm;
    std::deque<agents::AgentVersion> m_waiting;
    std::string m_making; ///< key of the template being made
    std::string m_makingJob;
    std::map<std::string, std::string> m_failures; ///< by key: why there is no template
    asio::steady_timer m_delay;
    bool m_closed = false;
};

} // namespace agentarium::starts
