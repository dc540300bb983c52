// SPDX-License-Identifier: Apache-2.0
#include "core/events/journal.h"

#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/contract/event_kinds.h"
#include "core/events/journal_reader.h"
#include "core/events/journal_writer.h"
#include "core/events/schema.h"
#include "core/events/streams.h"
#include "core/events/subscribers.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include <atomic>
#include <map>

namespace agentarium::events {

namespace kind = contract::kind;

namespace {

/// About what a value takes in memory, without writing it out.
std::size_t weightOf(const nlohmann::json& json) {
    std::size_t weight = sizeof json;
    if (json.is_string()) weight += json.get_ref<const std::string&>().size();
    if (json.is_object())
        for (const auto& [key, value] : json.items())
            weight += 64 + key.size() + weightOf(value);
    if (json.is_array())
        for (const auto& value : json)
            weight += weightOf(value);
    return weight;
}

bool mayBeCounted(const std::string& eventKind) {
    return eventKind == kind::kLogLine || eventKind == kind::kInvocationChunk ||
           eventKind == kind::kInvocationFrame;
}

std::filesystem::path fileIn(const std::filesystem::path& home) {
    makePrivateFolder(home);
    return home / "journal.db";
}

} // namespace

class Journal::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(asio::io_context& context, const std::filesystem::path& home, JournalOptions settings)
        : io(context)
        , options(settings)
        , file(fileIn(home))
        , opened(openJournal(file))
        , streams(*opened.database, file)
        , reader(file)
        , writer(std::make_unique<JournalWriter>(
              std::move(opened.database), file, options.window,
              [this](std::vector<JournalOp> ops) { committed(std::move(ops)); })) {
        if (opened.notice) spdlog::error("journal: {}", *opened.notice);
    }

    void close() {
        writer.reset();
        pool.join();
    }

    void push(JournalOp op) {
        ++pushed;
        writer->push(std::move(op));
    }

    std::uint64_t append(const std::string& recordingId, const std::string& eventKind, nlohmann::json body,
                         const std::string& blob) {
        const std::size_t waiting = pendingBytes.load();
        if (waiting > options.maxPendingBytes && mayBeCounted(eventKind)) {
            ++lost[recordingId];
            return streams.last(recordingId);
        }
        if (!lost.empty() && waiting < options.maxPendingBytes / 2) tellLost();
        return keep(recordingId, eventKind, std::move(body), blob);
    }

    /// Continues when what was pushed is committed. False: the disk refuses it (only with `evenIfRefused`).
    static Task<bool> settled(std::shared_ptr<Impl> self, bool evenIfRefused) {
        if (self->done.load() == self->pushed) co_return true;
        const auto start = [impl = self.get(), evenIfRefused](auto handler) {
            const auto executor = asio::get_associated_executor(handler, impl->io.get_executor());
            const auto held = std::make_shared<decltype(handler)>(std::move(handler));
            auto answer = [impl, held, work = asio::make_work_guard(executor)](bool ok) {
                // A refused one leaves the queue without being committed.
                if (!ok) ++impl->done;
                asio::post(work.get_executor(), [held, ok] { std::move (*held)(ok); });
            };
            impl->push(FlushOp{std::move(answer), evenIfRefused});
        };
        co_return co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(bool)>(
            start, asio::use_awaitable);
    }

    asio::io_context& io;
    const JournalOptions options;
    const std::filesystem::path file;
    OpenedJournal opened;
    Streams streams;
    std::shared_ptr<Subscribers> subscribers = std::make_shared<Subscribers>();
    asio::thread_pool pool{1};
    JournalReader reader; ///< on the pool's one thread

private:
    std::uint64_t keep(const std::string& recordingId, const std::string& eventKind, nlohmann::json body,
                       const std::string& blob) {
        const Position position = streams.next(recordingId);
        const std::size_t weight = sizeof(JournalOp) + recordingId.size() + eventKind.size() + weightOf(body);
        pendingBytes += weight;
        push(AppendOp{
            {recordingId, position.seq, position.tNs, position.wallNs, eventKind, std::move(body), blob},
            weight});
        return position.seq;
    }

    void tellLost() {
        for (const auto& [recordingId, lines] : std::exchange(lost, {}))
            keep(recordingId, kind::kLogLost, {{"source", "runtime"}, {"lines", lines}}, {});
    }

    /// On the writer's thread.
    void committed(std::vector<JournalOp> ops) {
        done += ops.size();
        const bool heard = subscribers->any();
        Batch batch;
        std::size_t weight = 0;
        for (JournalOp& op : ops) {
            auto* append = std::get_if<AppendOp>(&op);
            if (!append) continue;
            weight += append->bytes;
            if (heard) batch.push_back(std::move(append->event));
        }
        if (batch.empty())
            pendingBytes -= weight;
        else
            asio::post(io, [weak = weak_from_this(), weight, batch = std::move(batch)] {
                const auto self = weak.lock();
                if (!self) return;
                self->pendingBytes -= weight;
                self->subscribers->publish(batch);
            });
        for (JournalOp& op : ops)
            if (auto* flush = std::get_if<FlushOp>(&op)) flush->done(true);
    }

    std::atomic<std::size_t> pendingBytes{0};
    std::uint64_t pushed = 0;
    std::atomic<std::uint64_t> done{0};
    std::map<std::string, std::uint64_t> lost; ///< events counted and not kept, by recording

public:
    std::unique_ptr<JournalWriter> writer; ///< last: its thread uses what is above
};

Journal::Journal(asio::io_context& io, const std::filesystem::path& home, JournalOptions options)
    : m_impl(std::make_shared<Impl>(io, home, options)) {}

Journal::~Journal() {
    m_impl->close();
}

std::optional<std::string> Journal::openNotice() const {
    return m_impl->opened.notice;
}
std::optional<std::string> Journal::trouble() const {
    return m_impl->writer->trouble();
}

void Journal::begin(const SessionRow& row) {
    m_impl->streams.begin(row.recordingId);
    SessionRow begun = row;
    if (begun.startedNs == 0) begun.startedNs = wallNowNs();
    m_impl->push(BeginOp{std::move(begun)});
}

std::uint64_t Journal::append(const std::string& recordingId, const std::string& eventKind,
                              nlohmann::json body, const std::string& blob) {
    return m_impl->append(recordingId, eventKind, std::move(body), blob);
}

void Journal::update(const std::string& recordingId, const nlohmann::json& summary) {
    m_impl->push(UpdateOp{recordingId, summary, 0});
}

void Journal::end(const std::string& recordingId, const nlohmann::json& summary) {
    m_impl->streams.end(recordingId);
    m_impl->push(UpdateOp{recordingId, summary, wallNowNs()});
}

void Journal::hide(const std::string& recordingId) {
    m_impl->streams.end(recordingId);
    m_impl->push(HideOp{recordingId});
}

Task<void> Journal::flushed() {
    const auto impl = m_impl;
    co_await Impl::settled(impl, false);
}

Task<std::vector<Event>> Journal::read(std::string recordingId, std::uint64_t from, std::size_t limit,
                                       std::string kindPrefix) {
    const auto impl = m_impl;
    co_await Impl::settled(impl, true);
    const auto query = [&] { return impl->reader.events(recordingId, from, limit, kindPrefix); };
    co_return co_await offload(impl->pool, query);
}

Task<std::vector<SessionRow>> Journal::sessions(bool liveOnly, std::size_t limit) {
    const auto impl = m_impl;
    co_await Impl::settled(impl, true);
    const auto query = [&] { return impl->reader.sessions(liveOnly, limit); };
    co_return co_await offload(impl->pool, query);
}

Task<std::optional<SessionRow>> Journal::find(std::string sessionOrRecordingId) {
    const auto impl = m_impl;
    co_await Impl::settled(impl, true);
    const auto query = [&] { return impl->reader.find(sessionOrRecordingId); };
    co_return co_await offload(impl->pool, query);
}

std::unique_ptr<Journal::Subscription> Journal::subscribe(std::string recordingId,
                                                          std::function<void(const Batch&)> handler) {
    return m_impl->subscribers->add(std::move(recordingId), std::move(handler));
}

} // namespace agentarium::events
