// SPDX-License-Identifier: Apache-2.0
// Boots a real microVM with agentarium-init alone and connects to it 1,000 times, 200 of them after a host
// that was killed in mid-upload. Every connection must give the known answers. Exit code 0 only when all were
// right.
#include "core/guest/link.h"
#include "tests/journeys/link/known_answers.h"
#include "tests/journeys/link/measure.h"
#include "tests/journeys/link/virtual_machine.h"

#include <CLI/CLI.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <optional>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace agentarium;
using namespace agentarium::linktest;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

struct Settings {
    VirtualMachine::Options machine;
    int count = 1000;
    int kills = 200;
    bool measure = false;
};

double msSince(Clock::time_point begun) {
    return std::chrono::duration<double, std::milli>(Clock::now() - begun).count();
}

/// Runs one coroutine to its end on an io_context of its own; its failure as text.
std::optional<std::string> runOne(asio::io_context& io, Task<void> task) {
    std::optional<std::string> failure;
    asio::co_spawn(io, std::move(task), [&](std::exception_ptr thrown) {
        try {
            if (thrown) std::rethrow_exception(thrown);
        } catch (const std::exception& error) {
            failure = error.what();
        }
        io.stop();
    });
    io.run();
    return failure;
}

/// A host of its own that is killed while it uploads, after a random time.
bool killInMidUpload(const VirtualMachine& machine, std::mt19937& random) {
    int ready[2];
    if (::pipe(ready)) return false;
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        asio::io_context io;
        guest::GuestLink link(io, machine.socket("ctl"), machine.socket("in"), machine.socket("out"));
        runOne(io, [](guest::GuestLink& host, int out) -> Task<void> {
            co_await host.connect(10s);
            co_await uploadForever(host, [out] { [[maybe_unused]] const auto n = ::write(out, "u", 1); });
        }(link, ready[1]));
        ::_exit(1);
    }
    ::close(ready[1]);
    char byte = 0;
    const bool uploading = ::read(ready[0], &byte, 1) == 1;
    ::close(ready[0]);
    ::usleep(static_cast<useconds_t>(random() % 30'000));
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    return uploading;
}

Task<void> connectAndCheck(guest::GuestLink& link, int number, std::mt19937& random,
                           std::vector<double>& connectMs) {
    const auto begun = Clock::now();
    co_await link.connect(15s);
    connectMs.push_back(msSince(begun));
    co_await checkEcho(link, 1 + random() % 100'000, random);
    if (number % 3 == 0) co_await checkSink(link, random() % 2'000'000);
    if (number % 3 == 1) co_await checkSource(link, random() % 2'000'000);
    // Left in the middle of both directions, as a host that goes away does.
    if (number % 4 == 0) {
        guest::Tunnel source = co_await link.open("source?bytes=100000000");
        guest::Tunnel sink = co_await link.open("sink");
        const std::vector<std::uint8_t> piece(300'000, 1);
        co_await sink.async_write_some(asio::buffer(piece), asio::use_awaitable);
    }
}

int run(const Settings& settings) {
    const auto booted = Clock::now();
    VirtualMachine machine(settings.machine);
    std::mt19937 random(20);
    std::vector<double> connectMs;
    int right = 0, killed = 0, wrong = 0;
    {
        asio::io_context io;
        guest::GuestLink link(io, machine.socket("ctl"), machine.socket("in"), machine.socket("out"));
        guest::Hello hello;
        const auto failure = runOne(io, [](guest::GuestLink& host, guest::Hello& answer) -> Task<void> {
            answer = co_await host.connect(60s);
        }(link, hello));
        if (failure) {
            std::printf("the guest never answered: %s\nconsole:\n%s\n", failure->c_str(),
                        machine.console().c_str());
            return 1;
        }
        std::printf("first link after %.0f ms (guest clock: kernel %.0f ms, init ready %.0f ms)\n",
                    msSince(booted), static_cast<double>(hello.kernelNs) / 1e6,
                    static_cast<double>(hello.initNs) / 1e6);
        if (settings.measure) {
            io.restart();
            if (const auto broken = runOne(io, measureLink(link, machine))) {
                std::printf("measuring failed: %s\n", broken->c_str());
                ++wrong;
            }
        }
    }
    for (int i = 0; i < settings.count; ++i) {
        const bool kill = settings.kills > 0 && i % std::max(1, settings.count / settings.kills) == 0 &&
                          killed < settings.kills;
        if (kill && killInMidUpload(machine, random)) ++killed;
        asio::io_context io;
        guest::GuestLink link(io, machine.socket("ctl"), machine.socket("in"), machine.socket("out"));
        const auto failure = runOne(io, connectAndCheck(link, i, random, connectMs));
        if (failure) std::printf("connection %d%s: %s\n", i, kill ? " after a kill" : "", failure->c_str());
        ++(failure ? wrong : right);
    }
    std::sort(connectMs.begin(), connectMs.end());
    if (!connectMs.empty())
        std::printf(
            "%d of %d connections right, %d of them after kill -9 in mid-upload; to connect: median %.1f ms, "
            "p99 %.1f ms, longest %.1f ms\n",
            right, settings.count, killed, connectMs[connectMs.size() / 2],
            connectMs[connectMs.size() * 99 / 100], connectMs.back());
    if (wrong > 0) std::printf("console:\n%s\n", machine.console().c_str());
    return wrong == 0 && right == settings.count && killed == settings.kills ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
    Settings settings;
    CLI::App app("The link's known-answer test, in a real microVM");
    app.add_option("--kernel", settings.machine.kernel, "arm64 kernel image")->required();
    app.add_option("--initrd", settings.machine.initrd, "initrd with agentarium-init as /init")->required();
    app.add_option("--disk", settings.machine.disks, "serial=file, read-only");
    app.add_option("--memory", settings.machine.memoryMb, "MB");
    app.add_option("--count", settings.count, "connections");
    app.add_option("--kills", settings.kills, "of them after a killed host");
    app.add_flag("--measure", settings.measure, "print throughput, round trips and idle cost first");
    CLI11_PARSE(app, argc, argv);
    ::signal(SIGPIPE, SIG_IGN);
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    try {
        return run(settings);
    } catch (const std::exception& failed) {
        std::fprintf(stderr, "link_known_answer: %s\n", failed.what());
        return 1;
    }
}
