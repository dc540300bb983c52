// SPDX-License-Identifier: Apache-2.0
// Boots a real microVM with agentarium-init and /bin/busybox and checks what init does for an agent: start,
// events, exit, memory limit, tunnels, commands, proxy and resolver. Exit code 0 only when all checks held.
#include "core/contract/error.h"
#include "core/guest/link.h"
#include "core/guest/services.h"
#include "tests/journeys/link/virtual_machine.h"

#include <CLI/CLI.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <csignal>
#include <cstdio>
#include <set>
#include <vector>

using namespace agentarium;
using namespace agentarium::linktest;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

int wrong = 0;

constexpr const char* kFlood = "a line of very many";

void check(bool right, const std::string& what) {
    static const auto begun = std::chrono::steady_clock::now();
    const std::chrono::duration<double> since = std::chrono::steady_clock::now() - begun;
    std::printf("%6.1f s  %s  %s\n", since.count(), right ? "ok   " : "WRONG", what.c_str());
    if (!right) ++wrong;
}

struct Guest {
    asio::io_context& io;
    guest::GuestLink& link;
    std::vector<json> events;

    Task<void> sleep(std::chrono::milliseconds time) const {
        asio::steady_timer timer(io, time);
        co_await timer.async_wait(asio::use_awaitable);
    }
    /// The first event of the kind from number `from` on; an empty object when none comes in ten seconds.
    Task<json> event(std::string kind, std::size_t from) const {
        for (int i = 0; i < 1000; ++i) {
            for (std::size_t at = from; at < events.size(); ++at)
                if (events[at]["kind"] == kind) co_return events[at];
            co_await sleep(10ms);
        }
        co_return json::object();
    }
    Task<long> start(std::string script, std::int64_t memory = 0, bool egress = true) const {
        guest::AgentStart agent;
        agent.argv = {"/bin/busybox", "sh", "-c", std::move(script)};
        agent.env = {{"GREETING", "hi there"}, {"PORT", "1"}};
        agent.memoryMaxBytes = memory;
        agent.egress = egress;
        co_return co_await guest::startAgent(link, agent);
    }
    struct Outcome {
        guest::ExecResult result;
        std::string out, err;
    };
    Task<Outcome> exec(std::string command, std::chrono::seconds timeout = 30s,
                       std::size_t most = SIZE_MAX) const {
        Outcome outcome;
        guest::ExecRequest request;
        request.command = std::move(command);
        request.timeout = timeout;
        outcome.result =
            co_await guest::exec(link, std::move(request), [&](const std::string& source, std::string data) {
                (source == "stdout" ? outcome.out : outcome.err) += data;
                return outcome.out.size() <= most;
            });
        co_return outcome;
    }
};

Task<void> checkAgent(Guest& g) {
    const std::size_t from = g.events.size();
    const long pid =
        co_await g.start("echo $GREETING $PORT $DOCKER_CONTAINER $HTTP_PROXY; echo bad >&2; pwd; "
                         "printf '\\377x\\nhalf'; sleep 0.2; mkdir -p /tmp/w; echo answer > /tmp/w/x; "
                         "httpd -f -p 8080 -h /tmp/w & sleep 3; exit 7");
    check(pid > 1, "the agent starts");
    check((co_await g.event("agent.started", from)).value("pid", 0L) == pid,
          "agent.started has the process id");
    check((co_await g.event("agent.listening", from)).value("port", 0) == 8080,
          "agent.listening says the port");
    guest::Tunnel tunnel = co_await g.link.open("tcp:8080");
    co_await asio::async_write(tunnel, asio::buffer(std::string("GET /x HTTP/1.0\r\n\r\n")),
                               asio::use_awaitable);
    std::string answer(1000, '\0');
    std::size_t got = 0;
    for (boost::system::error_code ec; !ec;)
        got += co_await tunnel.async_read_some(asio::buffer(answer.data() + got, answer.size() - got),
                                               asio::redirect_error(asio::use_awaitable, ec));
    check(answer.find("answer\n") != std::string::npos,
          "a tunnel reaches the agent's server and ends with it");
    bool twice = false;
    try {
        co_await g.start("true");
    } catch (const Error& error) {
        twice = std::string(error.what()).find("runs already") != std::string::npos;
    }
    check(twice, "a second agent is refused");
    const json exited = co_await g.event("agent.exited", from);
    check(exited.value("exitCode", -1) == 7 && !exited.value("oom", true), "agent.exited has the exit code");
    std::set<std::string> lines;
    for (std::size_t i = from; i < g.events.size(); ++i)
        if (g.events[i]["kind"] == "log")
            lines.insert(g.events[i].value("source", "") + ":" + g.events[i].value("line", ""));
    check(lines.contains("stdout:hi there 8080 1 http://127.0.0.1:3128") && lines.contains("stderr:bad") &&
              lines.contains("stdout:/var/task") && lines.contains("stdout:half") &&
              lines.contains("stdout:\xEF\xBF\xBDx"),
          "output arrives as lines, before the exit");
    bool refused = false;
    for (int i = 0; i < 100 && !refused; ++i) {
        try {
            co_await g.link.open("tcp:8080");
        } catch (const Error& error) {
            refused = std::string(error.what()).find("refused") != std::string::npos;
        }
        co_await g.sleep(20ms);
    }
    check(refused, "after its end the agent's processes are gone and its port refuses");
}

Task<void> checkDeaths(Guest& g) {
    std::size_t from = g.events.size();
    co_await g.start("kill -9 $$");
    check((co_await g.event("agent.exited", from)).value("signal", 0) == SIGKILL,
          "agent.exited has the signal");
    from = g.events.size();
    co_await g.start("/bin/busybox dd if=/dev/zero of=/dev/null bs=200M count=1", 50'000'000);
    const json exited = co_await g.event("agent.exited", from);
    check(exited.value("oom", false) && exited.value("signal", 0) == SIGKILL,
          "hunger ends the whole agent and is told");
    std::string reason;
    guest::AgentStart missing;
    missing.argv = {"/nowhere/python"};
    try {
        co_await guest::startAgent(g.link, missing);
    } catch (const Error& error) {
        reason = error.what();
    }
    check(reason.find("/nowhere/python: No such file") != std::string::npos,
          "a program that is missing is named");
    from = g.events.size();
    co_await g.start(
        "x=xxxxxxxxxxxxxxxx; x=$x$x$x$x; x=$x$x$x$x; x=$x$x$x$x; i=0; while [ $i -lt 5 ]; do printf %s $x$x; "
        "i=$((i+1)); done; echo; [ -z \"$HTTP_PROXY\" ] && echo none",
        0, false);
    co_await g.event("agent.exited", from);
    std::size_t longest = 0, bytes = 0;
    bool none = false;
    for (std::size_t i = from; i < g.events.size(); ++i) {
        const std::string line = g.events[i].value("line", "");
        longest = std::max(longest, line.size());
        if (line[0] == 'x') bytes += line.size();
        none = none || line == "none";
    }
    check(longest == 8192 && bytes == 10240, "a line over 8 KB is split");
    check(none, "without egress there are no proxy variables");
}

Task<void> checkCommands(Guest& g) {
    auto run = co_await g.exec("/bin/busybox sh -c 'echo out; echo err >&2; id -u; exit 3'");
    check(run.out == "out\n0\n" && run.err == "err\n" && run.result.exitCode == 3 &&
              run.result.status == "COMPLETED",
          "a command runs as root with its output and exit code");
    run = co_await g.exec("/bin/busybox dd if=/dev/zero bs=100000 count=200");
    check(run.out.size() == 20'000'000 && run.result.exitCode == 0, "20 MB of output arrive whole (" +
                                                                        std::to_string(run.out.size()) +
                                                                        " bytes, " + run.result.status + ")");
    const auto begun = std::chrono::steady_clock::now();
    run = co_await g.exec("/bin/busybox sh -c 'echo x; sleep 60 & sleep 60'", 1s);
    check(run.result.status == "TIMED_OUT" && run.out == "x\n" &&
              std::chrono::steady_clock::now() - begun < 5s,
          "a command over its time is ended");
    run = co_await g.exec("/bin/busybox yes for-ever", 30s, 1'000'000);
    check(run.result.exitCode == 137 && run.result.status == "COMPLETED",
          "a command whose output is not wanted any more is ended");
    run = co_await g.exec("/bin/busybox sh -c 'sleep 0.2; ps | grep -c \"yes [f]or-ever\"'");
    check(run.out == "0\n", "and is gone");
    run = co_await g.exec("nonsense");
    check(run.result.exitCode == 127 && run.err.find("nonsense: No such file") != std::string::npos,
          "a command that is missing is named");
    {
        guest::Tunnel tunnel = co_await g.link.open("exec");
        const std::string text = R"({"argv":["/bin/busybox","sleep","777"],"timeoutMs":60000})";
        co_await asio::async_write(tunnel, asio::buffer(text), asio::use_awaitable);
        tunnel.shutdownSend();
        co_await g.sleep(200ms);
    }
    run = co_await g.exec("/bin/busybox sh -c 'sleep 0.2; ps | grep -c \"sleep [7]77\"'");
    check(run.out == "0\n", "a command whose stream is dropped is ended");
}

Task<void> checkEgress(Guest& g) {
    g.link.onEgress([&](guest::Tunnel tunnel) {
        asio::co_spawn(
            g.io,
            [](guest::Tunnel mine) -> Task<void> {
                std::array<char, 1000> buffer;
                co_await mine.async_read_some(asio::buffer(buffer), asio::use_awaitable);
                co_await asio::async_write(
                    mine, asio::buffer(std::string("HTTP/1.0 200 OK\r\n\r\nfrom the host\n")),
                    asio::use_awaitable);
                mine.shutdownSend();
                boost::system::error_code ec;
                while (!ec)
                    co_await mine.async_read_some(asio::buffer(buffer),
                                                  asio::redirect_error(asio::use_awaitable, ec));
            }(std::move(tunnel)),
            asio::detached);
    });
    auto run = co_await g.exec(
        "/bin/busybox sh -c 'http_proxy=http://127.0.0.1:3128 wget -q -O - http://models.example/x'");
    check(run.out == "from the host\n", "the proxy carries a request to the host: " + run.out + run.err);
    const std::size_t from = g.events.size();
    const auto begun = std::chrono::steady_clock::now();
    run = co_await g.exec("/bin/busybox nslookup -type=a host.example");
    const auto took = std::chrono::steady_clock::now() - begun;
    check(run.result.exitCode != 0 && took < 2s, "a name is refused at once");
    check((co_await g.event("dns.refused", from)).value("name", "") == "host.example",
          "and the name is told");
}

Task<void> checkFlood(Guest& g) {
    const std::size_t from = g.events.size();
    co_await g.start(std::string("exec /bin/busybox yes ") + kFlood);
    co_await g.event("log", from);
    std::chrono::nanoseconds longest{};
    for (int i = 0; i < 20; ++i) {
        longest = std::max(longest, co_await g.link.ping());
        co_await g.sleep(50ms);
    }
    std::printf("      longest ping beside a flood of output: %.1f ms\n",
                static_cast<double>(longest.count()) / 1e6);
    check(longest < 500ms, "a flood of output does not hold the link up");
    co_await g.exec("/bin/busybox sh -c 'kill $(cat /sys/fs/cgroup/session/agent/cgroup.procs)'");
    check((co_await g.event("agent.exited", from)).value("signal", 0) == SIGTERM, "and its end is told");
}

Task<void> checkAdoption(Guest& g) {
    const std::size_t from = g.events.size();
    co_await g.start(
        "echo $$; i=0; while [ $i -lt 30000 ]; do echo line $i of a process that writes much more than is "
        "kept; i=$((i+1)); done; sleep 100");
    co_await g.event("log", from);
    g.link.close();
    co_await g.sleep(6s);
    const auto hello = co_await g.link.connect(10s);
    check(hello.agentRunning, "a new host learns that the agent runs");
    std::vector<json> later;
    asio::co_spawn(g.io, guest::followEvents(g.link, 1, [&](const json& event) { later.push_back(event); }),
                   asio::detached);
    co_await g.sleep(2s);
    const bool lost = !later.empty() && later[0]["kind"] == "log.lost" && later[0].value("count", 0) > 0;
    bool dense = later.size() > 1000;
    for (std::size_t i = 1; i < later.size(); ++i)
        dense = dense && later[i].value("n", 0L) == later[i - 1].value("n", 0L) + 1;
    check(lost && dense, "what was not kept is counted, what was kept comes in order");
    const auto run = co_await g.exec(
        "/bin/busybox sh -c 'kill -0 1 && cat /proc/1/oom_score_adj /proc/self/oom_score_adj'");
    check(run.out == "-1000\n500\n", "init is spared by the kernel, commands are not");
}

Task<void> all(asio::io_context& io, guest::GuestLink& link) {
    co_await link.connect(60s);
    Guest g{io, link, {}};
    asio::co_spawn(io,
                   guest::followEvents(link, 0,
                                       [&](const json& event) {
                                           if (event.value("line", "") != kFlood ||
                                               g.events.back()["kind"] != "log")
                                               g.events.push_back(event);
                                       }),
                   asio::detached);
    co_await checkAgent(g);
    co_await checkDeaths(g);
    co_await checkCommands(g);
    co_await checkEgress(g);
    co_await checkFlood(g);
    co_await checkAdoption(g);
    link.close();
}

} // namespace

int main(int argc, char** argv) {
    VirtualMachine::Options options;
    CLI::App app("What agentarium-init does for an agent, in a real microVM");
    app.add_option("--kernel", options.kernel, "arm64 kernel image")->required();
    app.add_option("--initrd", options.initrd, "initrd with agentarium-init as /init")->required();
    app.add_option("--disk", options.disks, "serial=file, read-only");
    app.add_option("--memory", options.memoryMb, "MB");
    CLI11_PARSE(app, argc, argv);
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    try {
        VirtualMachine machine(options);
        asio::io_context io;
        guest::GuestLink link(io, machine.socket("ctl"), machine.socket("in"), machine.socket("out"));
        asio::co_spawn(io, all(io, link), [&](std::exception_ptr thrown) {
            try {
                if (thrown) std::rethrow_exception(thrown);
            } catch (const std::exception& error) {
                check(false, std::string("stopped by: ") + error.what());
            }
            io.stop();
        });
        io.run();
        if (wrong) std::printf("console:\n%s\n", machine.console().c_str());
    } catch (const std::exception& failed) {
        std::fprintf(stderr, "guest_services: %s\n", failed.what());
        return 1;
    }
    return wrong ? 1 : 0;
}
