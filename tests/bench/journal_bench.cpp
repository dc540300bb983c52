// SPDX-License-Identifier: Apache-2.0
/// Appends events of some sessions through the daemon's Journal as fast as it takes them, waits until a
/// subscriber has heard of all (that is: they are committed), and reads them back in pages. Prints one line
/// of JSON: {"events","appendSeconds","readSeconds","fileBytes"}. Ends with 1 when an event is missing.
#include "core/base/async.h"
#include "core/events/journal.h"
#include "tests/bench/journal_story.h"

#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <stdexcept>

namespace {

using namespace agentarium;

constexpr std::size_t kSessions = 10;
/// As the gateway reads them for `GET /sessions/{id}/events`.
constexpr std::size_t kPage = 1000;
/// Events that wait for the disk at most: the journal counts lines instead of keeping them above 128 MB.
constexpr std::size_t kAhead = 20'000;

double secondsSince(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::string recording(std::size_t number) {
    return fmt::format("bench{:027}", number);
}

/// Invocations of the sessions in turn; between them the Asio thread does what else there is, as in the
/// daemon.
std::size_t append(asio::io_context& io, events::Journal& journal,
                   const std::vector<std::vector<events::Event>>& stories, std::size_t wanted,
                   const std::size_t& heard) {
    std::size_t appended = 0;
    for (std::size_t number = 0; appended < wanted; ++number) {
        for (const events::Event& event : stories[number % stories.size()]) {
            journal.append(recording(number % kSessions), event.kind, event.body, event.blob);
            ++appended;
        }
        io.poll();
        while (appended - heard > kAhead)
            io.run_one();
    }
    return appended;
}

Task<std::size_t> readBack(events::Journal& journal) {
    std::size_t read = 0;
    for (std::size_t session = 0; session < kSessions; ++session) {
        std::uint64_t from = 1;
        for (;;) {
            const std::vector<events::Event> page = co_await journal.read(recording(session), from, kPage);
            for (const events::Event& event : page)
                if (event.seq != from++) throw std::runtime_error("an event is missing");
            read += page.size();
            if (page.size() < kPage) break;
        }
    }
    co_return read;
}

int run(const std::filesystem::path& home, std::size_t wanted) {
    asio::io_context io;
    const auto work = asio::make_work_guard(io);
    events::Journal journal(io, home);
    for (std::size_t session = 0; session < kSessions; ++session) {
        events::SessionRow row;
        row.recordingId = recording(session);
        row.sessionId = "session-" + row.recordingId;
        row.agent = "bench";
        row.version = 1;
        journal.begin(row);
    }
    std::vector<std::vector<events::Event>> stories;
    for (std::size_t number = 0; number < 100; ++number)
        stories.push_back(bench::storyOfAnInvocation(number));

    std::size_t heard = 0;
    const auto subscription =
        journal.subscribe({}, [&](const events::Journal::Batch& batch) { heard += batch.size(); });
    const auto appending = std::chrono::steady_clock::now();
    const std::size_t appended = append(io, journal, stories, wanted, heard);
    while (heard < appended)
        io.run_one();
    const double appendSeconds = secondsSince(appending);

    const auto reading = std::chrono::steady_clock::now();
    std::size_t read = 0;
    bool ended = false;
    asio::co_spawn(io, readBack(journal), [&](const std::exception_ptr& failure, std::size_t count) {
        if (failure) std::rethrow_exception(failure);
        read = count;
        ended = true;
    });
    while (!ended)
        io.run_one();
    const double readSeconds = secondsSince(reading);
    if (read != appended || heard != appended)
        throw std::runtime_error(fmt::format("{} appended, {} heard, {} read", appended, heard, read));
    const auto bytes = std::filesystem::file_size(home / "journal.db");
    fmt::print("{{\"events\":{},\"appendSeconds\":{},\"readSeconds\":{},\"fileBytes\":{}}}\n", appended,
               appendSeconds, readSeconds, bytes);
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    std::size_t wanted = 0;
    if (argc != 3 || std::from_chars(argv[2], argv[2] + std::strlen(argv[2]), wanted).ec != std::errc{}) {
        fmt::print(stderr, "usage: bench_journal FOLDER EVENTS\n");
        return 2;
    }
    try {
        return run(argv[1], wanted);
    } catch (const std::exception& error) {
        fmt::print(stderr, "bench_journal: {}\n", error.what());
        return 1;
    }
}
