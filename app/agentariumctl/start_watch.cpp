// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/start_watch.h"

#include "app/agentariumctl/format.h"
#include "app/agentariumctl/progress_bar.h"
#include "core/base/text.h"
#include "core/contract/error.h"
#include "core/contract/session_state.h"

#include <poll.h>

namespace agentarium::ctl {

StartWatch::StartWatch(Output& out, const client::Endpoint& endpoint, std::string session,
                       std::optional<std::uint64_t> total)
    : m_out(out), m_endpoint(endpoint), m_session(std::move(session)), m_total(total) {
    if (out.progressShown()) m_thread = std::thread([this] { watch(); });
}

void StartWatch::stop() {
    if (!m_thread.joinable()) return;
    m_stopped.cancel();
    m_thread.join();
    m_out.clearProgress();
}

void StartWatch::watch() {
    const auto begun = std::chrono::steady_clock::now();
    client::HttpClient http(m_endpoint, &m_stopped);
    pollfd stopped{m_stopped.descriptor(), POLLIN, 0};
    // A quick answer comes before the first look.
    while (poll(&stopped, 1, 250) == 0) {
        const double seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
        const std::string text = describe(http, seconds);
        if (!m_stopped.cancelled()) m_out.progress(text);
    }
}

std::string StartWatch::describe(client::HttpClient& http, double seconds) const {
    const std::uint64_t sent = m_sent;
    if (m_total && *m_total > 1'000'000 && sent < *m_total) {
        const double part = static_cast<double>(sent) / static_cast<double>(*m_total);
        if (sent > 256 * 1024) return progressBar(part, 0) + "  Sending " + formatBytes(*m_total);
    }
    const std::string waited = secondsText(seconds);
    try {
        const nlohmann::json session = http.get(sessionPath(m_session));
        if (cell(session, "state") == contract::state::kProvisioning) {
            const std::string phases = phasesText(session.value("phases", nlohmann::json::array()));
            return "Starting the session, " + waited + (phases.empty() ? "" : ": " + phases) + "…";
        }
    } catch (const std::exception&) {
        // A moment after the request was sent the session is not known yet.
    }
    return "Waiting for the answer, " + waited + "…";
}

} // namespace agentarium::ctl
