// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/agent.h"
#include "app/agentarium-init/agent_start.h"
#include "app/agentarium-init/boot.h"
#include "app/agentarium-init/cgroup.h"
#include "app/agentarium-init/cgroup_meter.h"
#include "app/agentarium-init/children.h"
#include "app/agentarium-init/clock.h"
#include "app/agentarium-init/console.h"
#include "app/agentarium-init/events_service.h"
#include "app/agentarium-init/exec.h"
#include "app/agentarium-init/files.h"
#include "app/agentarium-init/link.h"
#include "app/agentarium-init/meter_service.h"
#include "app/agentarium-init/modules.h"
#include "app/agentarium-init/network.h"
#include "app/agentarium-init/plain_services.h"
#include "app/agentarium-init/proxy.h"
#include "app/agentarium-init/renewal.h"
#include "app/agentarium-init/resolver.h"
#include "app/agentarium-init/shell_service.h"
#include "app/agentarium-init/socket_tunnel.h"

#include <csignal>
#include <cstdlib>
#include <exception>
#include <sys/resource.h>

namespace agentarium::init {

namespace {

/// The number behind `prefix` when that is all of `target`.
std::optional<std::uint64_t> numberAfter(const std::string& target, const std::string& prefix) {
    const std::string digits = target.starts_with(prefix) ? target.substr(prefix.size()) : "";
    if (digits.empty() || digits.size() > 18 || digits.find_first_not_of("0123456789") != std::string::npos)
        return std::nullopt;
    return std::strtoull(digits.c_str(), nullptr, 10);
}

constexpr int kPriority = -10;

[[noreturn]] void run() {
    const std::int64_t begunNs = nowNs();
    ::signal(SIGPIPE, SIG_IGN);
    mountKernelFilesystems();
    loadModules();
    mountRoot();
    mountRuntimeFilesystems();
    if (const auto failure = prepareCgroups(); !failure.empty()) fatal(failure);
    setUpNetwork();
    writeSmall("/proc/self/oom_score_adj", "-1000");
    ::setpriority(PRIO_PROCESS, 0, kPriority); // the link answers beside an agent that takes all of the CPU

    Loop loop;
    Identity identity;
    Renewals renewals(loop, identity);
    EventRing events;
    Children children(loop);
    CgroupMeter meter;
    Agent agent(loop, children, events, meter, identity);
    Shells shells(loop, children, agent);
    wire::EpochAnswer hello;

    const auto services = [&](Channel channel, const std::string& target) -> ServicePtr {
        if (const auto port = numberAfter(target, "tcp:"); port && *port > 0 && *port < 65536)
            return SocketTunnel::connect(loop, channel, static_cast<std::uint16_t>(*port));
        if (const auto from = numberAfter(target, "events?from="))
            return makeEvents(loop, channel, events, *from);
        if (const auto bytes = numberAfter(target, "source?bytes=")) return makeSource(channel, *bytes);
        if (target == "agent.start") return makeAgentStart(channel, agent);
        if (target.starts_with("shell?")) return makeShell(shells, channel, target);
        if (target == "exec") return makeExec(loop, children, channel, agent);
        if (target == "meter") return makeMeter(loop, channel, meter);
        if (target == "sink") return makeSink(channel);
        if (target == "echo") return makeEcho(channel);
        return nullptr;
    };
    Link link(
        loop, services,
        [&] {
            hello.agentRunning = agent.running();
            return hello;
        },
        [&](const wire::Renewal& renewal) { renewals.renew(renewal); });
    Proxy proxy(loop, link);
    Resolver resolver(loop, events);
    hello.initVersion = AGENTARIUM_VERSION;
    hello.kernelNs = begunNs;
    hello.initNs = nowNs();
    loop.run();
}

} // namespace

} // namespace agentarium::init

int main() {
    try {
        agentarium::init::run();
    } catch (const std::exception& failed) {
        agentarium::init::fatal(failed.what());
    }
}
