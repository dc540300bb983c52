// SPDX-License-Identifier: Apache-2.0
#include "tests/journeys/link/measure.h"

#include "tests/journeys/link/known_answers.h"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

namespace agentarium::linktest {

using Clock = std::chrono::steady_clock;

namespace {

constexpr std::uint64_t kPayload = 100'000'000;

double secondsSince(Clock::time_point begun) {
    return std::chrono::duration<double>(Clock::now() - begun).count();
}

double median(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                     values.end());
    return values[values.size() / 2];
}

template <class Run>
Task<double> medianOf(int runs, Run run) {
    std::vector<double> seconds;
    for (int i = 0; i < runs; ++i) {
        const auto begun = Clock::now();
        co_await run();
        seconds.push_back(secondsSince(begun));
    }
    co_return median(seconds);
}

} // namespace

Task<void> measureLink(guest::GuestLink& link, const VirtualMachine& machine) {
    std::mt19937 random(1);
    const double in = co_await medianOf(5, [&]() -> Task<void> { co_await checkSink(link, kPayload); });
    std::printf("100 MB into the guest: %.2f s\n", in);
    const double out = co_await medianOf(5, [&]() -> Task<void> { co_await checkSource(link, kPayload); });
    std::printf("100 MB out of the guest: %.2f s\n", out);
    const double ping = co_await medianOf(200, [&]() -> Task<void> { co_await link.ping(); });
    std::printf("HTTP/2 ping: %.2f ms\n", ping * 1e3);
    const double trip =
        co_await medianOf(200, [&]() -> Task<void> { co_await checkEcho(link, 100, random); });
    std::printf("stream opened, 100 bytes echoed, closed: %.2f ms\n", trip * 1e3);

    asio::steady_timer timer(co_await asio::this_coro::executor);
    for (const bool connected : {true, false}) {
        if (!connected) link.close();
        timer.expires_after(std::chrono::seconds(1));
        co_await timer.async_wait(asio::use_awaitable);
        const double before = machine.cpuSeconds();
        timer.expires_after(std::chrono::seconds(10));
        co_await timer.async_wait(asio::use_awaitable);
        std::printf("idle guest, host %s: %.2f %% of a core\n", connected ? "connected" : "gone",
                    (machine.cpuSeconds() - before) * 10);
    }
}

} // namespace agentarium::linktest
