// SPDX-License-Identifier: Apache-2.0
#include "core/starts/starts.h"

#include "core/contract/error.h"
#include "core/guest/meter_stream.h"
#include "core/starts/template_key.h"

#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <future>

namespace agentarium::starts {

using namespace std::chrono_literals;

namespace {

constexpr const char* kRestored = "restored";
constexpr int kWarmPings = 30;
constexpr auto kWarmingUp = 3s; ///< at most, for an agent that takes long to answer
constexpr auto kAfterRefresh = 1s;
/// Memory a boot takes, measured with hello; less when the version has less (docs/limits.md).
constexpr int kBootMb = 400;
/// In the place of a key that is still being worked out.
constexpr const char* kUnknown = "?";

bool wantsTemplate(const agents::AgentVersion& version) {
    return version.isReady() && version.settings.start == kRestored;
}

/// Under emulation the first run of any code in a new emulator is the slow one: what a start and a request
/// need is run once before the clone is paused. It is renewed here: what it draws of random numbers from then
/// on is its own, and when it is taken only its clock has stood still.
WarmPool::Connect connectTo(asio::io_context& io, Probe probe) {
    return
        [&io, probe = std::move(probe)](WarmClone& clone, const agents::AgentVersion& version) -> Task<void> {
            const machines::Sockets& sockets = clone.machine.sockets;
            clone.link = std::make_unique<guest::GuestLink>(io, sockets.ctl, sockets.in, sockets.out);
            co_await clone.link->connect(10s);
            const auto until = std::chrono::steady_clock::now() + kWarmingUp;
            const wire::Renewal renewal = newRenewal(clone.machine.name);
            co_await clone.link->renew(renewal);
            for (int i = 0; i < kWarmPings && std::chrono::steady_clock::now() < until; ++i)
                co_await probe(*clone.link, version);
            co_await clone.link->setClock();
            clone.baseline = co_await guest::MeterStream::readOnce(*clone.link);
        };
}

bool isSame(const agents::AgentVersion& one, const agents::AgentVersion& other) {
    return one.agentName == other.agentName && one.number == other.number;
}

/// A version some endpoint of its agent leads to.
bool isTarget(const agents::Agent& agent, int version) {
    const int newest = agent.versions.empty() ? 0 : agent.versions.back().number;
    return std::any_of(agent.endpoints.begin(), agent.endpoints.end(), [&](const agents::Endpoint& endpoint) {
        return (endpoint.targetVersion == 0 ? newest : endpoint.targetVersion) == version;
    });
}

} // namespace

/// Owned by a template's job, and tells how it ended when that is gone: a job that was cancelled before it
/// had a thread never ran.
class Starts::Making {
public:
    Making(Starts& owner, std::string key) : m_owner(owner), m_key(std::move(key)) {}
    ~Making() {
        asio::post(m_owner.m_io,
                   [owner = &m_owner, key = m_key, failure = m_failure] { owner->made(key, failure); });
    }
    Making(const Making&) = delete;
    Making& operator=(const Making&) = delete;

    /// What was cancelled may be tried again; what failed would fail again.
    void failed(const std::exception& error) {
        const auto* known = dynamic_cast<const Error*>(&error);
        if (!known || known->kind() != ErrorKind::Cancelled) m_failure = error.what();
    }

private:
    Starts& m_owner;
    const std::string m_key;
    std::string m_failure;
};

Starts::Starts(asio::io_context& io, asio::thread_pool& pool, machines::Machines& machines,
               agents::AgentStore& agents, image::ImageStore& images, jobs::JobRegistry& jobs,
               const std::filesystem::path& home, Probe probe)
    : m_io(io)
    , m_pool(pool)
    , m_machines(machines)
    , m_agents(agents)
    , m_images(images)
    , m_jobs(jobs)
    , m_store(home)
    , m_maker(io, pool, machines, m_store, probe)
    , m_warm(io, machines, connectTo(io, std::move(probe)))
    , m_delay(io) {}

Task<Plan> Starts::plan(agents::AgentVersion version, image::GuestImage image) {
    Plan plan;
    if (!wantsTemplate(version)) co_return plan;
    const machines::Capabilities capabilities = co_await m_machines.capabilities();
    if (!capabilities.canTemplate) {
        plan.fallback = fmt::format("QEMU {} here cannot copy a microVM; 8.2 or newer can.",
                                    capabilities.emulatorVersion);
        co_return plan;
    }
    const std::string key = templateKey(version, image, capabilities);
    plan.source = m_store.find(key);
    if (plan.source) {
        plan.clone = m_warm.take(key);
        co_return plan;
    }
    const auto failure = m_failures.find(key);
    // It is made when this session has started: the two would only make each other slow.
    std::erase_if(m_waiting, [&](const agents::AgentVersion& other) { return isSame(other, version); });
    if (m_making == key || m_making == kUnknown)
        plan.fallback = "The version's template is being made.";
    else if (failure != m_failures.end())
        plan.fallback = "The version's template could not be made: " + failure->second;
    else
        plan.fallback = "The version has no template yet.";
    co_return plan;
}

void Starts::prepare(const agents::AgentVersion& version, std::chrono::milliseconds delay) {
    if (m_closed || !wantsTemplate(version)) return;
    const auto same = [&](const agents::AgentVersion& other) { return isSame(other, version); };
    if (std::none_of(m_waiting.begin(), m_waiting.end(), same)) m_waiting.push_back(version);
    m_delay.expires_after(delay);
    m_delay.async_wait([this](boost::system::error_code ec) {
        if (!ec) next();
    });
}

void Starts::next() {
    if (m_closed || !m_making.empty() || m_waiting.empty()) return;
    m_making = kUnknown;
    const agents::AgentVersion version = m_waiting.front();
    m_waiting.pop_front();
    asio::co_spawn(m_io, begin(version), asio::detached);
}

Task<void> Starts::begin(agents::AgentVersion version) {
    std::string key;
    try {
        const auto image = m_images.current();
        const machines::Capabilities capabilities = co_await m_machines.capabilities();
        if (image && capabilities.canTemplate) key = templateKey(version, *image, capabilities);
        if (!key.empty() && !m_closed && !m_failures.contains(key) && !m_store.find(key)) {
            m_making = key;
            const auto making = std::make_shared<Making>(*this, key);
            m_makingJob = m_jobs.start(
                "template", fmt::format("Template of {}, version {}", version.agentName, version.number),
                [this, version, image = *image, key, making](jobs::JobContext& job) {
                    try {
                        return runJob(version, image, key, job);
                    } catch (const std::exception& error) {
                        making->failed(error);
                        throw;
                    }
                },
                "template " + key);
            co_return;
        }
    } catch (const std::exception& error) {
        spdlog::warn("no template of {} can be made: {}", version.agentName, error.what());
    }
    m_making.clear();
    next();
}

void Starts::setGate(Gate gate) {
    m_gate = gate;
    m_warm.setGate(std::move(gate));
}

Task<Template> Starts::makeWhenThereIsRoom(agents::AgentVersion version, image::GuestImage image,
                                           std::string key, jobs::JobContext& job) {
    if (m_gate) {
        bool waited = false;
        const std::function<void(const std::string&)> waiting = [&](const std::string& why) {
            if (!std::exchange(waited, true)) job.phase("queue");
            job.progress(std::nullopt, why);
        };
        const std::function<bool()> unwanted = [&] { return job.cancelled(); };
        const auto bytes =
            static_cast<std::uint64_t>(std::min(version.settings.memoryMb, kBootMb)) * 1024 * 1024;
        co_await m_gate(bytes, waiting, unwanted);
    }
    co_return co_await m_maker.make(version, image, key, job);
}

nlohmann::json Starts::runJob(const agents::AgentVersion& version, const image::GuestImage& image,
                              const std::string& key, jobs::JobContext& job) {
    // Shared: whoever waits may be done before set_value() has returned.
    const auto promise = std::make_shared<std::promise<Template>>();
    auto made = promise->get_future();
    asio::co_spawn(m_io, makeWhenThereIsRoom(version, image, key, job),
                   [promise](const std::exception_ptr& failure, Template result) {
                       if (failure)
                           promise->set_exception(failure);
                       else
                           promise->set_value(std::move(result));
                   });
    const Template done = made.get();
    return {{"agent", done.agent}, {"version", done.version}, {"bytes", done.bytes}};
}

void Starts::made(const std::string& key, const std::string& failure) {
    m_making.clear();
    m_makingJob.clear();
    if (failure.empty())
        m_failures.erase(key);
    else
        m_failures[key] = failure;
    if (m_closed) return;
    refresh();
    next();
}

Task<void> Starts::spoilt(Template source) {
    const auto remove = [&] { m_store.remove(source.key); };
    co_await offload(m_pool, remove);
    refresh();
}

void Starts::refresh() {
    asio::co_spawn(
        m_io,
        [this]() -> Task<void> {
            try {
                co_await refreshNow();
            } catch (const std::exception& error) {
                spdlog::warn("templates could not be looked through: {}", error.what());
            }
        },
        asio::detached);
}

Task<void> Starts::refreshNow() {
    const auto image = m_images.current();
    if (m_closed || !image) co_return;
    const machines::Capabilities capabilities = co_await m_machines.capabilities();
    const auto listAgents = [this] { return m_agents.list(); };
    const std::vector<agents::Agent> agents = co_await offload(m_pool, listAgents);
    std::map<std::string, agents::AgentVersion> keys;
    std::map<std::string, WarmPool::Wish> wishes;
    std::vector<agents::AgentVersion> missing;
    for (const agents::Agent& agent : agents)
        for (const agents::AgentVersion& version : agent.versions) {
            if (!wantsTemplate(version)) continue;
            const std::string key = templateKey(version, *image, capabilities);
            keys.emplace(key, version);
            if (version.settings.warm == 0 || !isTarget(agent, version.number)) continue;
            if (auto source = m_store.find(key))
                wishes[key] = {std::move(*source), version, *image, version.settings.warm};
            else if (!m_failures.contains(key))
                missing.push_back(version); // the image has changed, say
        }
    const auto evict = [&] { m_store.evict([&](const Template& one) { return keys.contains(one.key); }); };
    co_await offload(m_pool, evict);
    if (m_closed) co_return;
    m_warm.want(std::move(wishes));
    for (const agents::AgentVersion& version : missing)
        prepare(version, kAfterRefresh);
}

bool Starts::owns(const std::string& machineName) const {
    return m_maker.machineName() == machineName || m_warm.owns(machineName);
}

Task<void> Starts::close() {
    m_closed = true;
    m_waiting.clear();
    m_delay.cancel();
    if (!m_makingJob.empty()) m_jobs.cancel(m_makingJob);
    co_await m_warm.close();
    asio::steady_timer moment(m_io);
    while (!m_making.empty()) {
        moment.expires_after(20ms);
        co_await moment.async_wait(asio::use_awaitable);
    }
}

} // namespace agentarium::starts
