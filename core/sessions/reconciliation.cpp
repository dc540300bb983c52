// SPDX-License-Identifier: Apache-2.0
// What a new daemon makes of the sessions the one before it left.
#include "core/base/clock.h"
#include "core/contract/event_kinds.h"
#include "core/contract/session_state.h"
#include "core/sessions/manager.h"
#include "core/sessions/open_ends.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace agentarium::sessions {

using namespace std::chrono_literals;

namespace {

/// Ended sessions whose costs count for budgets after a restart of the daemon.
constexpr std::size_t kRemembered = 20'000;
/// How long the daemon waits for microVMs before it serves; a healthy one answers within a few hundred
/// milliseconds, and clients wait for the daemon.
constexpr auto kPatience = 5s;
/// Between attempts to learn which microVMs run; libvirt waits for emulators that do not answer.
constexpr std::chrono::milliseconds kFirstPause = 500ms;
constexpr std::chrono::milliseconds kLongestPause = 30s;
/// How long a request for a session waits for them.
constexpr auto kPatienceOfCallers = 30s;

} // namespace

Task<void> SessionManager::rememberCosts() {
    for (const events::SessionRow& row : co_await m_journal.sessions(false, kRemembered)) {
        if (!row.summary.is_object()) continue;
        const Budgets::Account account{row.recordingId, row.agent, row.version, {}, {}};
        m_budgets.remember(account, row.summary.value("costUsd", 0.0),
                           row.endedNs ? row.endedNs : wallNowNs());
    }
}

/// The session a microVM belongs to, with all that was written of it; null when there is none to go on with.
Task<std::shared_ptr<Session>> SessionManager::recall(machines::Machine machine) {
    std::string why;
    try {
        const auto row = co_await m_journal.find(machine.metadata["recordingId"]);
        if (!row || row->endedNs != 0)
            throw Error(ErrorKind::RuntimeFailed, "the journal does not know its session as live");
        const auto version = m_agents.version(row->agent, row->version);
        const auto age = std::chrono::nanoseconds(wallNowNs() - row->startedNs);
        SessionSpec spec = specOf(row->sessionId, row->recordingId, version, machine.metadata["qualifier"]);
        const auto session = std::make_shared<Session>(
            services(), std::move(spec),
            std::chrono::steady_clock::now() -
                std::chrono::duration_cast<std::chrono::steady_clock::duration>(age));
        co_await session->recall(machine.name);
        if (session->view().state() == contract::state::kTerminated)
            throw Error(ErrorKind::RuntimeFailed, "its session had been ended");
        m_byRecording[row->recordingId] = session;
        co_return session;
    } catch (const std::exception& error) {
        why = error.what();
    }
    spdlog::info("reconciliation: the microVM {} was ended: {}", machine.name, why);
    co_await m_machines.destroy(machine.name);
    co_return nullptr;
}

Task<void> SessionManager::adoptOne(std::shared_ptr<Session> session, machines::Machine machine) {
    const std::string id = session->spec().sessionId;
    std::string why;
    try {
        co_await session->adopt(std::move(machine));
        spdlog::info("reconciliation: session {} was adopted: its microVM still runs", id);
        co_return;
    } catch (const std::exception& error) {
        why = error.what();
    }
    spdlog::info("reconciliation: session {} was ended: {}", id, why);
    co_await session->stop("notAdopted",
                           fmt::format("It could not be taken over by the new daemon: {}.", why));
}

/// A warm copy is labelled when its first request is on its way: until then the journal alone knows whose it
/// is.
Task<void> SessionManager::labelFromJournal(std::vector<machines::Machine>& machines) {
    std::map<std::string, machines::Machine*> unlabelled;
    for (machines::Machine& machine : machines)
        if (!machine.metadata.contains("recordingId")) unlabelled[machine.name] = &machine;
    if (unlabelled.empty()) co_return;
    for (const events::SessionRow& row : co_await m_journal.sessions(true))
        for (const events::Event& event :
             co_await m_journal.read(row.recordingId, 1, 1, contract::kind::kSessionStarted)) {
            const auto found = unlabelled.find(event.body.value("machine", ""));
            if (found == unlabelled.end()) continue;
            found->second->metadata["recordingId"] = row.recordingId;
            found->second->metadata["qualifier"] = row.summary.value("qualifier", "");
        }
}

Task<void> SessionManager::adoptAll() {
    struct Waiting {
        explicit Waiting(asio::any_io_executor executor) : done(std::move(executor)) {}
        std::size_t left = 0;
        Signal done;
    };
    const auto waiting = std::make_shared<Waiting>(m_io.get_executor());
    std::vector<machines::Machine> machines = co_await m_machines.list();
    co_await labelFromJournal(machines);
    for (machines::Machine& machine : machines) {
        if (m_byRecording.count(machine.metadata["recordingId"])) continue; // by an attempt before
        const std::shared_ptr<Session> session = co_await recall(machine);
        if (!session) continue;
        ++waiting->left;
        asio::co_spawn(m_io, adoptOne(session, std::move(machine)), [waiting](std::exception_ptr) {
            --waiting->left;
            waiting->done.notifyAll();
        });
    }
    const auto until = std::chrono::steady_clock::now() + kPatience;
    while (waiting->left > 0 && std::chrono::steady_clock::now() < until)
        co_await waiting->done.wait(100ms);
    if (waiting->left > 0) spdlog::info("reconciliation: {} microVMs have not answered yet", waiting->left);
}

/// Of a session whose microVM is gone.
Task<void> SessionManager::closeBooks(events::SessionRow row) {
    Recorder recorder(m_journal, row.recordingId);
    OpenEnds open;
    for (std::uint64_t from = 1;;) {
        const auto page = co_await m_journal.read(row.recordingId, from, 1000);
        if (page.empty()) break;
        for (const events::Event& event : page) {
            recorder.replay(event);
            open.note(event);
        }
        from = page.back().seq + 1;
    }
    for (OpenEnds::End& end : open.ends())
        recorder.emit(end.kind, std::move(end.body));
    if (recorder.view().state() != contract::state::kTerminated) {
        const bool wasStarting = recorder.view().toJson(wallNowNs()).value("startKind", "").empty();
        const std::string detail =
            wasStarting
                ? "The daemon ended while the session started, and its microVM was gone when the daemon "
                  "started again."
                : "Its microVM was gone when the daemon started again.";
        recorder.emit("session.state",
                      {{"state", toString(State::Terminated)}, {"cause", "daemonLost"}, {"detail", detail}});
    }
    m_journal.end(row.recordingId, recorder.view().toJson(wallNowNs()));
    spdlog::info("reconciliation: session {} was ended: its microVM was gone", row.sessionId);
}

/// A recording that cannot be read must not keep all others from going on.
Task<void> SessionManager::tryCloseBooks(events::SessionRow row) {
    try {
        co_await closeBooks(row);
    } catch (const std::exception& error) {
        spdlog::error("reconciliation: session {} stays open: {}", row.sessionId, error.what());
    }
}

Task<void> SessionManager::reconcile() {
    asio::steady_timer pause(m_io);
    for (auto wait = kFirstPause;; wait = std::min(2 * wait, kLongestPause)) {
        std::string why;
        try {
            co_await rememberCosts();
            co_await adoptAll();
            for (const events::SessionRow& row : co_await m_journal.sessions(true))
                if (!m_byRecording.count(row.recordingId)) co_await tryCloseBooks(row);
            break;
        } catch (const std::exception& error) {
            why = error.what();
        }
        if (why != m_reconcileTrouble) spdlog::error("reconciliation has to be tried again: {}", why);
        m_reconcileTrouble = why;
        m_reconcileNews.notifyAll();
        pause.expires_after(wait);
        co_await pause.async_wait(asio::use_awaitable);
    }
    m_reconciled = true;
    m_reconcileNews.notifyAll();
}

Task<void> SessionManager::triedToReconcile() {
    while (!m_reconciled && m_reconcileTrouble.empty())
        co_await m_reconcileNews.wait(1s);
}

/// A session that is not known yet may run already: no second microVM for it.
Task<void> SessionManager::requireReconciled() {
    const auto until = std::chrono::steady_clock::now() + kPatienceOfCallers;
    while (!m_reconciled && std::chrono::steady_clock::now() < until)
        co_await m_reconcileNews.wait(1s);
    if (!m_reconciled)
        throw Error(ErrorKind::RuntimeFailed,
                    "The microVMs an earlier daemon left are not known yet: " + m_reconcileTrouble,
                    "Try again in a moment; `agentariumctl doctor` looks at libvirt.");
}

Task<void> SessionManager::endStrays() {
    if (!m_reconciled) co_return; // whose they are is not known yet
    for (const machines::Machine& machine : co_await m_machines.list()) {
        const auto sessions = live();
        const bool owned = std::any_of(sessions.begin(), sessions.end(), [&](const auto& session) {
            return session->machineName() == machine.name;
        });
        if (owned || m_starts.owns(machine.name)) continue;
        spdlog::info("reconciliation: the microVM {} had no session and was ended", machine.name);
        co_await m_machines.destroy(machine.name);
    }
}

} // namespace agentarium::sessions
