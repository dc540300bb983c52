// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/agent.h"

#include "app/agentarium-init/cgroup.h"
#include "app/agentarium-init/clock.h"
#include "app/agentarium-init/listening.h"

#include <sys/stat.h>
#include <sys/wait.h>

namespace agentarium::init {

using nlohmann::json;
using std::chrono::milliseconds;

namespace {

/// How often the port is looked for, and how often when the agent takes longer than any start should. A look
/// costs some milliseconds under emulation: at every 20 ms a fifth of the processor was taken from the agent.
constexpr milliseconds kLook{60};
constexpr milliseconds kLookLate{250};
constexpr std::int64_t kLateNs = 60'000'000'000;

} // namespace

Agent::Agent(Loop& loop, Children& children, EventRing& events, CgroupMeter& meter, Identity& identity)
    : m_loop(loop)
    , m_children(children)
    , m_events(events)
    , m_meter(meter)
    , m_identity(identity)
    , m_env(agentEnvironment({}, 8080, true)) {}

json Agent::start(const json& request) try {
    if (running()) return {{"error", "the agent runs already, as process " + std::to_string(m_pid)}};
    const int port = request.value("port", 8080);
    SpawnSpec spec;
    spec.argv = request.at("argv").get<std::vector<std::string>>();
    spec.env = agentEnvironment(request.value("env", std::map<std::string, std::string>{}), port,
                                request.value("egress", true));
    spec.cwd = request.value("cwd", "/var/task");
    spec.cgroup = kAgentCgroup;
    m_env = spec.env;
    m_cwd = spec.cwd;
    m_identity.setHostname(request.value("hostname", "localhost"));
    ::mkdir("/root", 0700);
    if (const auto failure = prepareAgentCgroup(request.value("memoryMaxBytes", std::int64_t{0}));
        !failure.empty())
        return {{"error", failure}};

    const auto pipe = [this](const char* source) {
        return std::make_unique<LogPipe>(
            m_loop, [this, source](const std::string& line) { m_events.addLog(source, line); });
    };
    m_out = pipe("stdout");
    m_err = pipe("stderr");
    spec.out = m_out->writeEnd();
    spec.err = m_err->writeEnd();
    m_oomKills = agentOomKills();
    m_meter.markBoot();
    const Spawned spawned = m_children.spawn(spec);
    m_out->closeWriteEnd();
    m_err->closeWriteEnd();
    if (spawned.pid < 0) return {{"error", spawned.failure}};
    m_pid = spawned.pid;
    m_children.onExit(m_pid, [this](int status) { exited(status); });
    m_events.add("agent.started", {{"pid", m_pid}});
    m_watchedSince = nowNs();
    watchPort(port);
    return {{"pid", m_pid}};
} catch (const json::exception& wrong) {
    return {{"error", std::string("the request is no AgentStart: ") + wrong.what()}};
}

void Agent::watchPort(int port) {
    m_portTimer = 0;
    if (isListening(port)) return m_events.add("agent.listening", {{"port", port}});
    const bool late = nowNs() - m_watchedSince > kLateNs;
    m_portTimer = m_loop.after(late ? kLookLate : kLook, [this, port] { watchPort(port); });
}

void Agent::exited(int status) {
    m_loop.cancel(m_portTimer);
    // Its last words come first.
    m_out->finish();
    m_err->finish();
    json body = json::object();
    if (WIFSIGNALED(status))
        body["signal"] = WTERMSIG(status);
    else
        body["exitCode"] = WEXITSTATUS(status);
    body["oom"] = agentOomKills() > m_oomKills;
    m_pid = -1;
    killAgentCgroup();
    m_events.add("agent.exited", std::move(body));
}

} // namespace agentarium::init
