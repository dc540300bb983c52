// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/format.h"
#include "app/agentariumctl/raw_terminal.h"
#include "app/agentariumctl/verbs.h"
#include "core/base/ids.h"
#include "core/base/text.h"
#include "core/client/websocket.h"
#include "core/contract/shell_protocol.h"

#include <csignal>
#include <optional>
#include <unistd.h>

namespace agentarium::ctl {

namespace {

using contract::shell::Channel;

struct ShellOptions {
    std::string session, shell;
};

constexpr char kDetach = 0x1d;              // Ctrl-]
constexpr const char* kEndOfInput = "\x04"; // Ctrl-D
/// Ctrl-D is given again while a program that does not read it holds the terminal.
constexpr std::chrono::seconds kEndAgain{1};
constexpr std::size_t kMostKept = 4 * 1024 * 1024;

class ShellRun {
public:
    ShellRun(Context& context, ShellOptions options) : m_context(context), m_options(std::move(options)) {}

    int run() {
        if (m_options.shell.empty()) m_options.shell = makeUuid();
        contract::shell::requireShellId(m_options.shell);
        const auto [width, height] = RawTerminal::size();
        const std::string target = sessionPath(m_options.session) + "/shell?shellId=" + m_options.shell +
                                   "&width=" + std::to_string(width) + "&height=" + std::to_string(height);
        const client::Endpoint daemon = m_context.daemon();
        client::WebSocket socket(daemon, target, {}, &m_context.cancel);
        m_socket = &socket;
        const client::CloseReason reason =
            socket.run({[this](const client::ResponseHead&) { opened(); },
                        [this](client::Opcode, std::string_view data) { received(data); }});
        m_terminal.reset();
        return ended(reason);
    }

private:
    void opened() {
        if (::isatty(STDIN_FILENO) && !m_context.json)
            m_context.out.note("Shell " + m_options.shell + "; Ctrl-] leaves it running, `exit` ends it.");
        m_terminal.emplace();
        m_socket->onSignal(SIGWINCH, [this] { resize(); });
        m_socket->readInput(STDIN_FILENO, [this](std::string_view bytes) { typed(bytes); });
    }

    void send(Channel channel, std::string_view payload) {
        m_socket->sendBinary(contract::shell::frame(channel, std::string(payload)));
    }

    void resize() {
        const auto [width, height] = RawTerminal::size();
        send(Channel::Resize, nlohmann::json{{"width", width}, {"height", height}}.dump());
    }

    void typed(std::string_view bytes) {
        if (bytes.empty()) {
            if (m_last != '\n') send(Channel::Stdin, "\n");
            return endInput();
        }
        const std::size_t detach = m_terminal->isTerminal() ? bytes.find(kDetach) : std::string_view::npos;
        bytes = bytes.substr(0, detach);
        // A frame has at most 64 KB with its channel.
        for (std::string_view rest = bytes; !rest.empty();) {
            const std::string_view piece = rest.substr(0, 32 * 1024);
            send(Channel::Stdin, piece);
            rest.remove_prefix(piece.size());
        }
        if (!bytes.empty()) m_last = bytes.back();
        if (detach == std::string_view::npos) return;
        m_detached = true;
        m_socket->close();
    }

    void endInput() {
        send(Channel::Stdin, kEndOfInput);
        m_socket->after(kEndAgain, [this] { endInput(); });
    }

    void received(std::string_view data) {
        if (data.empty()) return;
        const auto channel = static_cast<Channel>(static_cast<unsigned char>(data.front()));
        const std::string_view payload = data.substr(1);
        if (channel == Channel::Stdout) return output(payload);
        if (channel == Channel::Stderr) return m_context.out.rawNote(payload);
        if (channel != Channel::Status) return;
        const auto status = nlohmann::json::parse(payload, nullptr, false);
        if (!status.is_object()) return;
        const nlohmann::json metadata = status.value("metadata", nlohmann::json::object());
        if (metadata.contains("shellId")) {
            m_reconnected = metadata.value("reconnected", false);
            m_dropped = metadata.value("bytesDropped", std::uint64_t(0));
            return;
        }
        m_exitCode = 0;
        if (status.value("status", std::string()) == "Success") return;
        const nlohmann::json details = status.value("details", nlohmann::json::object());
        for (const nlohmann::json& cause : details.value("causes", nlohmann::json::array())) {
            const int value = std::atoi(cell(cause, "message").c_str());
            m_exitCode = cell(cause, "reason") == "Signal" ? 128 + value : value;
        }
    }

    void output(std::string_view bytes) {
        if (!m_context.json) return m_context.out.raw(bytes);
        m_kept += bytes.substr(0, kMostKept - std::min(kMostKept, m_kept.size()));
    }

    int ended(const client::CloseReason& reason) {
        const std::string status = m_exitCode   ? "COMPLETED"
                                   : m_detached ? "DETACHED"
                                   : reason.code == static_cast<int>(contract::shell::kReplaced)
                                       ? "REPLACED"
                                       : "DISCONNECTED";
        const std::string again =
            "Come back with: agentariumctl shell " + m_options.session + " --shell " + m_options.shell;
        if (m_context.json) {
            nlohmann::json document{{"sessionId", m_options.session},
                                    {"shellId", m_options.shell},
                                    {"reconnected", m_reconnected},
                                    {"bytesDropped", m_dropped},
                                    {"exitCode", nullptr},
                                    {"status", status},
                                    {"stdout", toUtf8(m_kept)},
                                    {"stderr", ""}};
            if (m_exitCode) document["exitCode"] = *m_exitCode;
            m_context.out.document(document);
        } else if (m_detached) {
            m_context.out.note("The shell goes on. " + again);
        } else if (!m_exitCode) {
            m_context.out.note("The connection has ended" +
                               (reason.reason.empty() ? std::string(".") : ": " + reason.reason) + " " +
                               again);
        }
        if (m_exitCode) return *m_exitCode;
        return m_detached ? 0 : 1;
    }

    Context& m_context;
    ShellOptions m_options;
    client::WebSocket* m_socket = nullptr;
    std::optional<RawTerminal> m_terminal;
    std::optional<int> m_exitCode;
    std::string m_kept; ///< output for --json
    std::uint64_t m_dropped = 0;
    char m_last = '\n';
    bool m_reconnected = false;
    bool m_detached = false;
};

} // namespace

void addShell(CLI::App& app, Context& context) {
    auto o = std::make_shared<ShellOptions>();
    CLI::App* verb = addVerb(app, "shell", "Open an interactive shell as root in a session's microVM",
                             context, [&context, o] { return ShellRun(context, *o).run(); });
    verb->add_option("ID", o->session, "Session id")->required();
    verb->add_option("--shell", o->shell, "A shell's id: come back to one that runs, or name a new one")
        ->type_name("SHELLID");
    verb->footer(
        "Ctrl-] leaves the shell running; its newest 256 KB of output are shown on the way back. A session\n"
        "has at most ten. The exit code is the shell's own. Without a terminal the lines of standard input\n"
        "are typed and then Ctrl-D; for one command use `exec`.");
}

} // namespace agentarium::ctl
