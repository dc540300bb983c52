// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/failure_report.h"
#include "app/agentariumctl/verbs.h"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <unistd.h>

namespace {

using namespace agentarium;

std::atomic<client::CancelToken*> g_cancel{nullptr};

/// The first Ctrl-C asks the verb to end; a second one ends the program.
void onInterrupt(int) {
    client::CancelToken* token = g_cancel.load();
    if (!token || token->cancelled()) _exit(130);
    token->cancel();
}

void handleSignals(client::CancelToken& token) {
    g_cancel = &token;
    struct sigaction action {};
    action.sa_handler = onInterrupt;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

void addVerbs(CLI::App& app, ctl::Context& context) {
    app.set_version_flag("--version", std::string("agentariumctl ") + AGENTARIUM_VERSION);
    app.require_subcommand(1);
    app.get_formatter()->label("SUBCOMMAND", "VERB");
    app.get_formatter()->label("Subcommands", "Verbs");
    for (const auto add : {ctl::addDoctor, ctl::addImage, ctl::addCreate, ctl::addDeploy, ctl::addAgents,
                           ctl::addEndpoint, ctl::addInvoke, ctl::addTask, ctl::addWs, ctl::addSessions,
                           ctl::addUsage, ctl::addBudget, ctl::addEvents, ctl::addLogs, ctl::addExec,
                           ctl::addShell, ctl::addRecordings, ctl::addDaemon, ctl::addOlderTools})
        add(app, context);
}

std::string messageOf(const CLI::App& app, const CLI::ParseError& error,
                      const std::vector<std::string>& words) {
    if (words.empty()) return "There is no verb.";
    const auto named =
        app.get_subcommands([&](const CLI::App* verb) { return verb->get_name() == words.front(); });
    if (!words.front().starts_with('-') && named.empty())
        return "There is no verb \"" + words.front() + "\".";
    if (words.front() == "--json") return "There is no verb before --json.";
    std::string message = error.what();
    if (message == "A subcommand is required" && words.size() > 1 && !words[1].starts_with('-'))
        return "There is no verb \"" + words[0] + " " + words[1] + "\".";
    if (message == "A subcommand is required")
        message = "A second word is missing behind \"" + words.front() + "\"";
    if (!message.empty() && message.back() != '.') message += '.';
    return message;
}

/// The exit code when there is nothing to run: help, version, or a mistake in the command line.
int afterParsing(const CLI::App& app, const CLI::ParseError& error, ctl::Context& context,
                 const std::vector<std::string>& words) {
    if (error.get_exit_code() == 0) return app.exit(error);
    context.json = std::find(words.begin(), words.end(), "--json") != words.end();
    return ctl::report(Error(ErrorKind::BadInput, messageOf(app, error, words),
                             "See `agentariumctl --help` or `agentariumctl VERB --help`."),
                       context);
}

} // namespace

int main(int argc, char** argv) {
    // Never destroyed: a thread of its own may still look at it while the program ends.
    ctl::Context& context = *new ctl::Context;
    handleSignals(context.cancel);
    std::vector<std::string> words(argv + 1, argv + argc);
    // CLI11 would take words in brackets apart, and a command's words have to arrive as they are.
    const auto mark = std::find(words.begin(), words.end(), "--");
    if (mark != words.end() && words.front() == "exec") {
        context.rest.assign(mark + 1, words.end());
        words.erase(mark, words.end());
    }
    CLI::App app{"Runs AI agents in microVMs of this machine, as Amazon Bedrock AgentCore Runtime does.",
                 "agentariumctl"};
    addVerbs(app, context);
    try {
        std::vector<std::string> reversed(words.rbegin(), words.rend());
        app.parse(reversed);
    } catch (const CLI::ParseError& error) {
        return afterParsing(app, error, context, words);
    }
    try {
        return context.verb();
    } catch (const Error& error) {
        if (context.unread) return exitCodeOf(ErrorKind::Cancelled);
        return ctl::report(error, context);
    } catch (const ctl::OutputClosed&) {
        return exitCodeOf(ErrorKind::Cancelled);
    } catch (const std::exception& error) {
        return ctl::report(Error(ErrorKind::RuntimeFailed,
                                 std::string("Something unforeseen failed: ") + error.what() + ".",
                                 "Try again; if it lasts, report it with the command you gave."),
                           context);
    }
}
