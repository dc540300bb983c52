// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/format.h"
#include "app/agentariumctl/shell_words.h"
#include "app/agentariumctl/verbs.h"
#include "core/contract/error.h"

#include <map>
#include <optional>
#include <unistd.h>

namespace agentarium::ctl {

namespace {

struct ExecOptions {
    std::string session;
    std::optional<int> timeout;
};

/// What a JSON document keeps of one output; the rest is counted out by `…Truncated`.
constexpr std::size_t kMostKept = 4 * 1024 * 1024;

class ExecRun {
public:
    explicit ExecRun(Context& context) : m_context(context) {}

    int run(const ExecOptions& options) {
        if (m_context.rest.empty())
            throw Error(ErrorKind::BadInput, "There is no command to run.",
                        "Write `agentariumctl exec ID -- COMMAND…`.");
        nlohmann::json body{{"command", shellLine(m_context.rest)}};
        if (options.timeout) body["timeout"] = *options.timeout;
        m_context.cancelWhenUnread();
        client::Request request;
        request.method = "POST";
        request.target = sessionPath(options.session) + "/commands";
        request.headers = {{"Content-Type", "application/json"}};
        request.text = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        m_context.http().lines(std::move(request), [this](const nlohmann::json& line) { take(line); });
        if (!m_end.contains("status"))
            throw Error(ErrorKind::RuntimeFailed, "The command's end was not told.",
                        "See the session's events.");
        return finish();
    }

private:
    void take(const nlohmann::json& line) {
        if (line.contains("error")) throw Error::fromJson(line["error"]);
        if (line.contains("stdout")) output("stdout", STDOUT_FILENO, line["stdout"].get<std::string>());
        if (line.contains("stderr")) output("stderr", STDERR_FILENO, line["stderr"].get<std::string>());
        if (line.contains("status")) m_end.update(line);
    }

    void output(const char* name, int fd, const std::string& text) {
        if (!m_context.json) {
            if (fd == STDOUT_FILENO)
                m_context.out.raw(text);
            else
                m_context.out.rawNote(text);
            return;
        }
        std::string& kept = m_kept[name];
        const std::size_t room = kMostKept - std::min(kMostKept, kept.size());
        if (text.size() > room) m_end[std::string(name) + "Truncated"] = true;
        kept += cutUtf8(text, room);
    }

    int finish() {
        const int exitCode = m_end.value("exitCode", -1);
        const bool completed = m_end.value("status", "") == "COMPLETED";
        if (m_context.json) {
            m_end["stdout"] = m_kept["stdout"];
            m_end["stderr"] = m_kept["stderr"];
            m_context.out.document(m_end);
        } else {
            if (m_end.contains("notice")) m_context.out.note(m_end["notice"].get<std::string>());
            if (!completed)
                m_context.out.note("The command did not complete: " + cell(m_end, "status") + ".");
        }
        return completed && exitCode >= 0 && exitCode <= 255 ? exitCode : 1;
    }

    Context& m_context;
    std::map<std::string, std::string> m_kept; ///< by the output's name
    nlohmann::json m_end = nlohmann::json::object();
};

} // namespace

void addExec(CLI::App& app, Context& context) {
    auto o = std::make_shared<ExecOptions>();
    CLI::App* verb = addVerb(app, "exec", "Run a command as root in a session's microVM: exec ID -- COMMAND…",
                             context, [&context, o] { return ExecRun(context).run(*o); });
    verb->add_option("ID", o->session, "Session id")->required();
    verb->add_option("--timeout", o->timeout, "Seconds the command may take (300)")->type_name("S");
    verb->footer(
        "Several words reach the command as they are; one word is split as a shell would split it, but no\n"
        "shell runs it: for pipes, variables and several commands write -- sh -c 'LINE'.\n"
        "The exit code is the command's own, and 1 when it was ended by the timeout.");
}

} // namespace agentarium::ctl
