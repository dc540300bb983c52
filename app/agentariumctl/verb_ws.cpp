// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/format.h"
#include "app/agentariumctl/verbs.h"
#include "core/base/text.h"
#include "core/client/line_splitter.h"
#include "core/client/websocket.h"
#include "core/contract/headers.h"
#include "core/contract/session_id.h"

#include <unistd.h>

namespace agentarium::ctl {

namespace {

using Clock = std::chrono::steady_clock;

struct WsOptions {
    std::string agent, session, qualifier;
};

/// After the last line the peer has this long, counted anew with each frame, before we close.
constexpr std::chrono::seconds kGrace{2};

class WsRun {
public:
    WsRun(Context& context, const WsOptions& options)
        : m_context(context)
        , m_options(options)
        , m_lines([this](std::string_view line) { sendLine(std::string(line)); }) {}

    int run() {
        if (!m_options.session.empty()) contract::requireSessionId(m_options.session);
        std::string target = agentPath(m_options.agent) + "/ws";
        if (!m_options.qualifier.empty())
            target += "?qualifier=" + client::percentEncode(m_options.qualifier);
        client::Headers headers;
        if (!m_options.session.empty()) headers.emplace_back(contract::header::kSessionId, m_options.session);
        m_context.cancelWhenUnread();
        const client::Endpoint daemon = m_context.daemon();
        m_context.out.progress("Connecting to " + m_options.agent + "…");
        client::WebSocket socket(daemon, target, headers, &m_context.cancel);
        m_socket = &socket;
        const client::CloseReason reason =
            socket.run({[this](const client::ResponseHead& head) { opened(head); },
                        [this](client::Opcode opcode, std::string_view data) { received(opcode, data); }});
        return ended(reason);
    }

private:
    void opened(const client::ResponseHead& head) {
        m_begun = Clock::now();
        m_context.out.clearProgress();
        if (!m_context.json) m_context.out.note("Session: " + head.header(contract::header::kSessionId));
        m_socket->readInput(STDIN_FILENO, [this](std::string_view bytes) {
            if (!bytes.empty()) {
                m_lines.add(bytes);
                return;
            }
            m_lines.finish();
            m_inputEnded = true;
            closeSoon();
        });
    }

    void sendLine(std::string line) {
        if (m_context.json) show("out", "text", line.size(), line);
        m_socket->send(std::move(line));
    }

    void received(client::Opcode opcode, std::string_view data) {
        const bool text = opcode == client::Opcode::Text;
        if (m_context.json) {
            show("in", text ? "text" : "binary", data.size(),
                 text ? nlohmann::json(std::string(data)) : nlohmann::json());
        } else if (text) {
            m_context.out.print(std::string(data));
        } else {
            m_context.out.note("A binary frame of " + formatBytes(data.size()) + ".");
        }
        if (m_inputEnded) closeSoon();
    }

    void closeSoon() {
        m_socket->after(kGrace, [this] { m_socket->close(); });
    }

    void show(const char* direction, const char* opcode, std::size_t bytes, const nlohmann::json& text,
              const nlohmann::json& closeCode = {}) {
        nlohmann::json row{{"direction", direction},
                           {"opcode", opcode},
                           {"bytes", bytes},
                           {"text", text},
                           {"t", std::chrono::duration<double>(Clock::now() - m_begun).count()}};
        if (!closeCode.is_null()) row["closeCode"] = closeCode;
        m_context.out.line(row);
    }

    int ended(const client::CloseReason& reason) {
        if (m_context.json)
            show("in", "close", reason.reason.size(), reason.reason, reason.code);
        else
            m_context.out.note("Closed with code " + std::to_string(reason.code) +
                               (reason.reason.empty() ? "." : ": " + reason.reason));
        return reason.code == 1000 || reason.code == 1001 || reason.code == 1005 ? 0 : 4;
    }

    Context& m_context;
    const WsOptions& m_options;
    client::LineSplitter m_lines;
    client::WebSocket* m_socket = nullptr;
    Clock::time_point m_begun;
    bool m_inputEnded = false;
};

} // namespace

void addWs(CLI::App& app, Context& context) {
    auto o = std::make_shared<WsOptions>();
    CLI::App* verb =
        addVerb(app, "ws", "Talk to an agent's WebSocket: lines become text frames, frames become lines",
                context, [&context, o] { return WsRun(context, *o).run(); });
    verb->add_option("AGENT", o->agent, "Name, runtime id or ARN")->required();
    verb->add_option("--session", o->session, "Session id, 33 to 256 characters; a new session without")
        ->type_name("ID");
    verb->add_option("--qualifier", o->qualifier, "Endpoint (DEFAULT)")->type_name("Q");
}

} // namespace agentarium::ctl
