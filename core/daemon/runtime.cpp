// SPDX-License-Identifier: Apache-2.0
#include "core/daemon/runtime.h"

#include "core/base/files.h"
#include "core/base/ids.h"
#include "core/contract/error.h"
#include "core/gateway/guard.h"
#include "core/machines/libvirt_machines.h"

#include <boost/asio/detached.hpp>
#include <boost/asio/use_future.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <cstdlib>
#include <unistd.h>

namespace agentarium::daemon {

using namespace std::chrono_literals;

namespace {

/// How long a daemon stays that has no session, no client and no job.
std::chrono::seconds idleLimit() {
    const char* text = std::getenv("AGENTARIUM_DAEMON_IDLE_SECONDS");
    const int seconds = text ? std::atoi(text) : 0;
    return std::chrono::seconds(seconds > 0 ? seconds : 300);
}

/// What makes an agent ready to be copied: a healthy ping, where its protocol has one.
starts::Probe templateProbe() {
    return [](guest::GuestLink& link, const agents::AgentVersion& version) -> Task<std::string> {
        const agents::Protocol protocol = version.settings.protocol;
        if (protocol == agents::Protocol::Mcp) co_return std::string();
        const sessions::PingReply reply = co_await sessions::pingAgent(link, agents::portOf(protocol), 30s);
        using Status = sessions::PingAnswer::Status;
        if (reply.answer.status == Status::Healthy) {
            co_await sessions::rehearse(link, agents::portOf(protocol), 30s);
            co_return std::string();
        }
        co_return reply.answer.status == Status::HealthyBusy ? "It is busy." : reply.answer.detail;
    };
}

/// The user's price file (docs/metering.md). One that is wrong is named in the log and not used: sessions go
/// on being billed by the built-in prices.
std::optional<metering::PriceBook> readPrices(const std::filesystem::path& home) {
    const std::filesystem::path file = home / "prices.json";
    if (!std::filesystem::exists(file)) return std::nullopt;
    try {
        return metering::PriceBook::fromJson(nlohmann::json::parse(readFile(file)));
    } catch (const std::exception& error) {
        spdlog::error("{} is not used: {}", file.string(), error.what());
        return std::nullopt;
    }
}

} // namespace

Runtime::Runtime(const std::filesystem::path& home)
    : m_home(home)
    , m_lock(home)
    , m_installation(Installation::find())
    , m_pool(3)
    , m_journal(m_io, home)
    , m_blobs(m_pool, home)
    , m_recordings(recordingPlace())
    , m_images(home, image::ImageInputs{m_installation.init, m_installation.resources / "guest"})
    , m_agents(home)
    , m_deployer(m_agents, m_images)
    , m_jobs(m_io)
    , m_machines(
          std::make_unique<machines::LibvirtMachines>(m_io.get_executor(), machines::LibvirtSettings{home}))
    , m_starts(m_io, m_pool, *m_machines, m_agents, m_images, m_jobs, home, templateProbe())
    , m_sessions(m_io, m_pool, *m_machines, m_journal, m_agents, m_images, m_starts)
    , m_invoker(m_io, m_sessions, m_blobs)
    , m_tasks(m_io, m_pool, m_home, m_agents, m_blobs, m_invoker)
    , m_hub(m_io, m_journal, m_sessions, m_jobs)
    , m_signals(m_io, SIGINT, SIGTERM)
    , m_idle(m_io)
    , m_token(makeToken()) {
    m_doctor = std::make_unique<host::Doctor>(
        host::DoctorInputs{home, *m_machines, [this] { return imageSentence(); }, 15s});
    m_server = std::make_unique<gateway::Server>(m_io, m_router);
    m_router.setGuard([guard = gateway::Guard(m_token, m_server->port())](const gateway::Exchange& exchange) {
        guard.check(exchange);
    });
    m_workbench = std::unique_ptr<gateway::Workbench>(new gateway::Workbench{
        m_io, m_pool, m_home, m_installation, m_images, m_agents, m_deployer, m_jobs, m_journal, m_blobs,
        m_recordings, m_starts, m_sessions, m_invoker, m_tasks, *m_doctor, m_hub, [this] { return status(); },
        [this](bool force) { shutDown(force); }});
    gateway::addDaemonRoutes(m_router, *m_workbench);
    gateway::addAgentRoutes(m_router, *m_workbench);
    gateway::addEndpointRoutes(m_router, *m_workbench);
    gateway::addSessionRoutes(m_router, *m_workbench);
    gateway::addUsageRoutes(m_router, *m_workbench);
    gateway::addInvocationRoutes(m_router, *m_workbench);
    gateway::addTaskRoutes(m_router, *m_workbench);
    gateway::addShellRoutes(m_router, *m_workbench);
    m_sessions.admission().setLimits(sessions::AdmissionLimits::read(m_home / "limits.json"));
    m_sessions.setBudgets(sessions::Budgets(m_home / "budget.json"));
    if (auto prices = readPrices(m_home)) m_sessions.setPrices(std::move(*prices));
    gateway::addRecordingRoutes(m_router, *m_workbench);
    m_sessions.onChanged([this] { m_hub.sessionsChanged(); });
    m_jobs.onChanged([this](const std::string& id) { m_hub.jobsChanged(id); });
}

Runtime::~Runtime() {
    // What they run uses the other members.
    m_pool.join();
    m_io.shutdown();
}

nlohmann::json Runtime::status() const {
    const auto uptime =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - m_begun);
    nlohmann::json status{{"pid", ::getpid()},
                          {"url", fmt::format("http://127.0.0.1:{}", m_server->port())},
                          {"version", AGENTARIUM_VERSION},
                          {"sessions", m_sessions.live().size()},
                          {"warmClones", m_starts.warmClones()},
                          {"uptime", uptime.count()},
                          {"home", m_home.string()}};
    if (const auto trouble = m_journal.trouble()) status["trouble"] = *trouble;
    if (const auto notice = m_journal.openNotice()) status["notice"] = *notice;
    return status;
}

std::optional<std::string> Runtime::imageSentence() const {
    const auto image = m_images.current();
    if (!image) return std::nullopt;
    return fmt::format("Linux {}, {} packages, {:.0f} MB.", image->kernelVersion, image->packages.size(),
                       static_cast<double>(image->bytes) / 1e6);
}

/// Without it nobody finds the daemon: on a full disk it is tried until there is room.
Task<void> Runtime::announce() {
    asio::steady_timer moment(m_io);
    std::string trouble;
    while (!m_ending) {
        nlohmann::json info = status();
        info["port"] = m_server->port();
        info["token"] = m_token;
        try {
            writeFileAtomically(m_home / "daemon.json", info.dump(2) + "\n", 0600);
            co_return;
        } catch (const Error& error) {
            if (trouble != error.what()) spdlog::error("nobody can find this daemon yet: {}", error.what());
            trouble = error.what();
        }
        moment.expires_after(250ms);
        co_await moment.async_wait(asio::use_awaitable);
    }
}

Task<void> Runtime::begin() {
    if (const auto notice = m_journal.openNotice()) spdlog::warn("{}", *notice);
    asio::co_spawn(m_io, m_sessions.reconcile(), [](std::exception_ptr thrown) {
        try {
            if (thrown) std::rethrow_exception(thrown);
        } catch (const std::exception& error) {
            spdlog::error("reconciliation failed: {}", error.what());
        }
    });
    // Without a hypervisor the daemon still serves doctor, jobs and recordings: it says what is wrong.
    co_await m_sessions.triedToReconcile();
    if (m_ending) co_return;
    m_server->start();
    co_await announce();
    if (m_ending) co_return;
    spdlog::info("serving {} on port {}", m_home.string(), m_server->port());
    watchIdle();
    m_starts.refresh();
    co_await tidyRecordings();
    co_await endStrays();
}

Task<void> Runtime::endStrays() {
    asio::steady_timer moment(m_io);
    while (!m_sessions.isReconciled() && !m_ending) {
        moment.expires_after(1s);
        co_await moment.async_wait(asio::use_awaitable);
    }
    for (const auto pause : {1s, 3s, 11s}) {
        moment.expires_after(pause);
        co_await moment.async_wait(asio::use_awaitable);
        if (m_ending) co_return;
        try {
            co_await m_sessions.endStrays();
        } catch (const Error& error) {
            spdlog::warn("stray microVMs could not be looked for: {}", error.what());
        }
    }
}

recordings::Place Runtime::recordingPlace() {
    const auto flush = [this](const std::function<void()>& giveUp) {
        auto done = asio::co_spawn(
            m_io, [this] { return m_journal.flushed(); }, asio::use_future);
        while (done.wait_for(100ms) != std::future_status::ready)
            giveUp();
        done.get();
    };
    return {m_home / "journal.db", m_blobs.folder(), flush};
}

/// What a killed daemon left of an import, a deletion or a payload.
Task<void> Runtime::tidyRecordings() {
    try {
        if (!co_await offload(m_pool, [this] { return m_recordings.needsTidying(); })) co_return;
    } catch (const Error& error) {
        spdlog::error("recordings: {}", error.what());
        co_return;
    }
    m_jobs.start("recordings.tidy", "Remove what an interrupted import or deletion left",
                 [this](jobs::JobContext& job) { return m_recordings.tidyUp(job); });
}

void Runtime::watchIdle() {
    m_idle.expires_after(5s);
    m_idle.async_wait([this](boost::system::error_code ec) {
        if (ec || m_ending) return;
        const bool needed = !m_sessions.live().empty() || m_hub.clients() > 0 || m_jobs.running() > 0 ||
                            m_starts.warmClones() > 0 || m_server->connections() > 0;
        if (!needed && std::chrono::steady_clock::now() - m_server->lastUse() > idleLimit())
            asio::co_spawn(m_io, end("nobody needs it"), asio::detached);
        else
            watchIdle();
    });
}

void Runtime::shutDown(bool force) {
    const std::size_t live = m_sessions.live().size();
    if (live > 0 && !force)
        throw Error(ErrorKind::Conflict,
                    fmt::format("{} session{} still live.", live, live == 1 ? " is" : "s are"),
                    "Stop them first, or use `agentariumctl daemon stop --force`.");
    asio::co_spawn(m_io, end("asked to stop"), asio::detached);
}

Task<void> Runtime::end(std::string why) {
    if (std::exchange(m_ending, true)) co_return;
    spdlog::info("ending: {}", why);
    std::error_code ec;
    std::filesystem::remove(m_home / "daemon.json", ec);
    m_server->close();
    m_tasks.close();
    co_await m_sessions.stopAll("daemonStopped", fmt::format("The daemon ended: {}.", why));
    co_await m_starts.close();
    try {
        // Those of a killed daemon that this one, ended soon after, has not met.
        co_await m_sessions.endStrays();
    } catch (const std::exception& error) {
        spdlog::warn("stray microVMs could not be looked for: {}", error.what());
    }
    co_await m_journal.flushed();
    // The answer to the request that stopped us is still being written.
    asio::steady_timer moment(m_io, 100ms);
    co_await moment.async_wait(asio::use_awaitable);
    m_machines->close();
    m_io.stop();
}

int Runtime::run() {
    m_signals.async_wait([this](boost::system::error_code ec, int signal) {
        if (!ec) asio::co_spawn(m_io, end(fmt::format("signal {}", signal)), asio::detached);
    });
    asio::co_spawn(m_io, begin(), asio::detached);
    m_io.run();
    return 0;
}

} // namespace agentarium::daemon
