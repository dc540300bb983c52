// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentariumctl/context.h"

#include <CLI/CLI.hpp>

namespace agentarium::ctl {

/// A verb with its --json; `run` is what it does.
CLI::App* addVerb(CLI::App& parent, const std::string& name, const std::string& description, Context& context,
                  std::function<int()> run);
/// A word that has verbs below it, like `image`.
CLI::App* addGroup(CLI::App& parent, const std::string& name, const std::string& description);
/// An option that may be given several times, with one value each.
CLI::Option* addRepeated(CLI::App& verb, const std::string& name, std::vector<std::string>& values,
                         const std::string& description);

void addDoctor(CLI::App& app, Context& context);
void addImage(CLI::App& app, Context& context);
void addCreate(CLI::App& app, Context& context);
void addDeploy(CLI::App& app, Context& context);
void addAgents(CLI::App& app, Context& context);
void addEndpoint(CLI::App& app, Context& context);
void addInvoke(CLI::App& app, Context& context);
void addTask(CLI::App& app, Context& context);
void addWs(CLI::App& app, Context& context);
void addSessions(CLI::App& app, Context& context);
void addBudget(CLI::App& app, Context& context);
void addUsage(CLI::App& app, Context& context);
void addEvents(CLI::App& app, Context& context);
void addLogs(CLI::App& app, Context& context);
void addExec(CLI::App& app, Context& context);
void addShell(CLI::App& app, Context& context);
/// `recordings`, `export`, `import` and `verify`.
void addRecordings(CLI::App& app, Context& context);
void addDaemon(CLI::App& app, Context& context);
/// `configure`, `launch` and `status` of the older tools: each answers with the verb to use.
void addOlderTools(CLI::App& app, Context& context);

} // namespace agentarium::ctl
