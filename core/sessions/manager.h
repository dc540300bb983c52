// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agents/store.h"
#include "core/contract/rate_limit.h"
#include "core/image/image.h"
#include "core/sessions/budgets.h"
#include "core/sessions/session.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace agentarium::sessions {

/// All live sessions of the daemon, by agent and session id. On the Asio thread.
class SessionManager {
public:
    SessionManager(asio::io_context& io, asio::thread_pool& pool, machines::Machines& machines,
                   events::Journal& journal, agents::AgentStore& agents, image::ImageStore& images,
                   starts::Starts& starts);

    /// The live session of that id, or a new one that has begun to start (wait with Session::ready). An empty
    /// id makes one; a session of that id that is being ended is waited for. Throws BadInput for an id
    /// against the rule (contract 3.2), NotFound for the agent or endpoint, and Refused (ThrottlingException)
    /// when too many began within the last second.
    struct Acquired {
        std::shared_ptr<Session> session;
        bool isNew = false;
    };
    Task<Acquired> acquire(std::string sessionId, std::string agent, std::string qualifier);

    /// By session id or recording id; null when none is live.
    std::shared_ptr<Session> find(const std::string& id) const;
    std::vector<std::shared_ptr<Session>> live() const;
    /// At the daemon's end: no session begins any more.
    Task<void> stopAll(std::string cause, std::string detail);
    Task<void> stopAgent(std::string agentName);

    /// At the daemon's start: adopts the microVMs that still run, ends what cannot be adopted, closes the
    /// books of sessions whose microVM is gone, and logs a sentence about each. Returns after 5 s at the
    /// latest after the microVMs are known: sessions whose microVM takes longer to answer are live then, and
    /// who needs one waits for it. When the hypervisor cannot be asked it is tried again until it can; no
    /// session begins before.
    Task<void> reconcile();
    /// Returns when reconcile() is done, or has failed once.
    Task<void> triedToReconcile();
    bool isReconciled() const { return m_reconciled; }
    /// Ends microVMs that run without a session. libvirt learns of a microVM late whose daemon was killed
    /// while it was made, so this belongs some seconds after reconcile() as well.
    Task<void> endStrays();

    /// What sessions that begin from now on are billed by.
    void setPrices(metering::PriceBook prices) { m_prices = std::move(prices); }
    const metering::PriceBook& prices() const { return m_prices; }
    /// Before reconcile().
    void setBudgets(Budgets budgets) { m_budgets = std::move(budgets); }
    Budgets& budgets() { return m_budgets; }

    Admission& admission() { return m_admission; }
    /// Counts one request of the data plane; throws Error(Refused, ThrottlingException) when it is one too
    /// many within a second.
    void countRequest();

    /// Called whenever a session began, changed or ended.
    void onChanged(std::function<void()> handler) { m_changed = std::move(handler); }

private:
    Session::Services services();
    std::shared_ptr<Session> make(SessionSpec spec, Lifecycle::Time created);
    SessionSpec specOf(const std::string& sessionId, const std::string& recordingId,
                       const agents::AgentVersion& version, const std::string& qualifier) const;
    /// The one that lives, null when there is none; one that is being ended is waited for.
    Task<std::shared_ptr<Session>> alive(std::string sessionId, std::string agentName);
    Task<void> stop(std::vector<std::shared_ptr<Session>> sessions, std::string cause, std::string detail);
    Task<void> adoptAll();
    Task<void> labelFromJournal(std::vector<machines::Machine>& machines);
    Task<std::shared_ptr<Session>> recall(machines::Machine machine);
    Task<void> adoptOne(std::shared_ptr<Session> session, machines::Machine machine);
    Task<void> closeBooks(events::SessionRow row);
    Task<void> tryCloseBooks(events::SessionRow row);
    Task<void> requireReconciled();
    std::optional<std::string> charge(const Session& session);
    Task<void> rememberCosts();
    void countNewSession();
    void forget(const std::string& recordingId);

    asio::io_context& m_io;
    asio::thread_pool& m_pool;
    machines::Machines& m_machines;
    events::Journal& m_journal;
    agents::AgentStore& m_agents;
    image::ImageStore& m_images;
    starts::Starts& m_starts;
    Admission m_admission;
    contract::RateLimit m_newSessions;
    contract::RateLimit m_requests;
    std::map<std::string, std::shared_ptr<Session>> m_byRecording;
    metering::PriceBook m_prices = metering::PriceBook::builtIn();
    Budgets m_budgets;
    std::function<void()> m_changed;
    bool m_reconciled = false;
    bool m_ending = false;
    std::string m_reconcileTrouble; ///< why it failed the last time
    Signal m_reconcileNews;
};

} // namespace agentarium::sessions
