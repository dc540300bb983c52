// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/async.h"
#include "core/guest/link.h"
#include "core/jobs/job.h"
#include "core/starts/machine_plan.h"
#include "core/starts/template_store.h"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <string>

namespace agentarium::starts {

/// One look at the agent's health in a microVM: empty when it is healthy, else a sentence.
using Probe = std::function<Task<std::string>(guest::GuestLink& link, const agents::AgentVersion& version)>;

/// Makes one template: boots the version cold, waits until its agent is healthy, and saves the microVM as it
/// is then, with nothing of the host connected. On the Asio thread.
class TemplateMaker {
public:
    TemplateMaker(asio::io_context& io, asio::thread_pool& pool, machines::Machines& machines,
                  TemplateStore& store, Probe probe);

    /// Throws what went wrong; nothing is left behind then. Error(Cancelled) soon after job.cancelled().
    Task<Template> make(agents::AgentVersion version, image::GuestImage image, std::string key,
                        jobs::JobContext& job);
    /// The microVM at work, "" when none is.
    const std::string& machineName() const { return m_machineName; }

private:
    Task<wire::MeterReading> bootAndSave(const agents::AgentVersion& version,
                                         const machines::MachineSpec& spec, jobs::JobContext& job);
    Task<void> waitForAgent(guest::GuestLink& link, const agents::AgentVersion& version,
                            jobs::JobContext& job);
    Task<void> pause(std::chrono::milliseconds time);

    asio::io_context& m_io;
    asio::thread_pool& m_pool;
    machines::Machines& m_machines;
    TemplateStore& m_store;
    Probe m_probe;
    std::string m_machineName;
};

} // namespace agentarium::starts
