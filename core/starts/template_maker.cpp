// SPDX-License-Identifier: Apache-2.0
#include "core/starts/template_maker.h"

#include "core/contract/error.h"
#include "core/egress/egress_proxy.h"
#include "core/guest/meter_stream.h"

#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

namespace agentarium::starts {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr auto kBootWindow = 60s;
/// The window for the first healthy ping (contract 2.2, V2).
constexpr auto kAgentWindow = 120s;
/// What the guest needs to notice that nobody is connected any more, and to come to rest.
constexpr auto kQuiet = 150ms;
/// Pings that are answered before the copy is made: what the first one loads need not be loaded again.
constexpr int kPings = 3;

/// What the maker learns from the guest's events.
struct AgentNews {
    bool listening = false;
    bool exited = false;
};

} // namespace

TemplateMaker::TemplateMaker(asio::io_context& io, asio::thread_pool& pool, machines::Machines& machines,
                             TemplateStore& store, Probe probe)
    : m_io(io), m_pool(pool), m_machines(machines), m_store(store), m_probe(std::move(probe)) {}

Task<void> TemplateMaker::pause(std::chrono::milliseconds time) {
    asio::steady_timer timer(m_io, time);
    co_await timer.async_wait(asio::use_awaitable);
}

Task<Template> TemplateMaker::make(agents::AgentVersion version, image::GuestImage image, std::string key,
                                   jobs::JobContext& job) {
    machines::MachineSpec spec = machineFor(version, image);
    spec.name = newMachineName();
    spec.metadata = {{"template", key}};
    const auto stage = [&] { return m_store.stage(key, spec.memoryMb); };
    const std::filesystem::path folder = co_await offload(m_pool, stage);
    spec.memory = machines::MemoryFile{folder / "memory"};
    m_machineName = spec.name;
    std::exception_ptr failure;
    wire::MeterReading baseline;
    try {
        baseline = co_await bootAndSave(version, spec, job);
    } catch (...) {
        failure = std::current_exception();
    }
    try {
        co_await m_machines.destroy(spec.name);
    } catch (...) {
        if (!failure) failure = std::current_exception();
    }
    m_machineName.clear();
    if (failure) {
        const auto discard = [&] { m_store.discard(key); };
        co_await offload(m_pool, discard);
        std::rethrow_exception(failure);
    }
    const auto commit = [&] { return m_store.commit(key, version.agentName, version.number, baseline); };
    co_return co_await offload(m_pool, commit);
}

Task<wire::MeterReading> TemplateMaker::bootAndSave(const agents::AgentVersion& version,
                                                    const machines::MachineSpec& spec,
                                                    jobs::JobContext& job) {
    job.phase("boot");
    const machines::Machine machine = co_await m_machines.startPaused(spec);
    guest::GuestLink link(m_io, machine.sockets.ctl, machine.sockets.in, machine.sockets.out);
    egress::EgressProxy egress(m_io, version.settings.egress,
                               [](const std::string&, const nlohmann::json&) {});
    link.onEgress([&egress](guest::Tunnel tunnel) { egress.serve(std::move(tunnel)); });
    co_await m_machines.resume(spec.name);
    co_await link.connect(kBootWindow);
    job.checkCancelled();

    job.phase("agent");
    const guest::AgentStart start = agentStartFor(version, "localhost");
    co_await guest::startAgent(link, start);
    co_await waitForAgent(link, version, job);
    // The guest looks up now whom it has to tell in a copy.
    const wire::Renewal rehearsal = newRenewal(spec.name);
    co_await link.renew(rehearsal);
    const wire::MeterReading baseline = co_await guest::MeterStream::readOnce(link);

    job.phase("save");
    egress.close();
    link.close();
    co_await pause(kQuiet);
    job.checkCancelled();
    co_await m_machines.suspend(spec.name);
    co_await m_machines.save(spec.name, spec.memory->path.parent_path() / "state");
    co_return baseline;
}

Task<void> TemplateMaker::waitForAgent(guest::GuestLink& link, const agents::AgentVersion& version,
                                       jobs::JobContext& job) {
    const auto news = std::make_shared<AgentNews>();
    const auto follow = [&link, news]() -> Task<void> {
        const guest::GuestEventHandler handler = [news](const nlohmann::json& event) {
            const std::string kind = event.value("kind", "");
            news->listening = news->listening || kind == "agent.listening";
            news->exited = news->exited || kind == "agent.exited";
        };
        co_await guest::followEvents(link, 0, handler);
    };
    asio::co_spawn(m_io, follow, asio::detached); // ends when the link is closed
    std::string why = "It does not listen yet.";
    int healthy = 0;
    for (const auto until = Clock::now() + kAgentWindow; Clock::now() < until;) {
        job.checkCancelled();
        if (news->exited)
            throw Error(ErrorKind::AgentFailed, "The agent ended before it was healthy.",
                        "Invoke it: the session says why.");
        if (news->listening) {
            why = co_await m_probe(link, version);
            if (why.empty() && ++healthy == kPings) co_return;
        }
        if (!why.empty()) co_await pause(100ms);
    }
    throw Error(ErrorKind::AgentFailed, fmt::format("The agent was not healthy in time. {}", why),
                "Invoke it: the session says why.");
}

} // namespace agentarium::starts
