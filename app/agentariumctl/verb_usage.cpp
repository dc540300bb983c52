// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/format.h"
#include "app/agentariumctl/table.h"
#include "app/agentariumctl/verbs.h"

#include <cmath>
#include <cstdio>

namespace agentarium::ctl {

namespace {

std::string number(const char* format, double value) {
    char text[64];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

std::string usd(double amount) {
    return number("$%.8f", amount);
}

std::string seconds(const nlohmann::json& object, const char* key) {
    return number("%.2f s", numberAt(object, key));
}

std::string megabytes(const nlohmann::json& object, const char* key) {
    return number("%.1f MB", numberAt(object, key) / 1e6);
}

void printPhases(Output& out, const nlohmann::json& usage) {
    Table table({"PHASE", ">TIME", ">CPU", ">GB-SECONDS", ">COST"});
    for (const char* phase : {"boot", "init", "active", "idle"}) {
        const nlohmann::json row =
            usage.value("byPhase", nlohmann::json::object()).value(phase, nlohmann::json());
        table.add({phase, seconds(row, "seconds"), seconds(row, "cpuSeconds"),
                   number("%.3f", numberAt(row, "memoryGbSeconds")), usd(numberAt(row, "costUsd"))});
    }
    table.print(out);
}

void printSeconds(Output& out, const nlohmann::json& usage) {
    Table table({">SECOND", "PHASE", ">CPU", ">I/O WAIT", ">MEMORY", ">PEAK"});
    for (const nlohmann::json& row : usage.value("seconds", nlohmann::json::array()))
        table.add({cell(row, "t"), cell(row, "phase"), number("%.2f", numberAt(row, "cpu")),
                   number("%.2f", numberAt(row, "ioWait")), megabytes(row, "memoryBytes"),
                   megabytes(row, "peakBytes")});
    table.print(out);
}

int showUsage(Context& context, const std::string& id, bool bySecond) {
    const nlohmann::json usage =
        context.http().get(sessionPath(id) + "/usage" + (bySecond ? "?seconds=1" : ""));
    if (context.json) {
        context.out.document(usage);
        return 0;
    }
    Output& out = context.out;
    const auto row = [&](const std::string& title, const std::string& text) {
        out.print(title + std::string(title.size() < 12 ? 12 - title.size() : 1, ' ') + text);
    };
    const nlohmann::json cost = usage.value("costUsd", nlohmann::json::object());
    row("Cost", usd(numberAt(cost, "total")) + " (CPU " + usd(numberAt(cost, "cpu")) + ", memory " +
                    usd(numberAt(cost, "memory")) + "), prices " + cell(usage, "priceModel") + " of " +
                    cell(usage.value("prices", nlohmann::json()), "asOf"));
    if (numberAt(usage, "budgetUsd") > 0) row("Budget", usd(numberAt(usage, "budgetUsd")));
    row("CPU", seconds(usage, "cpuSeconds") + "; beside it agentarium-init has used " +
                   seconds(usage, "systemCpuSeconds") + ", not billed");
    if (const auto commands = usage.find("commands");
        commands != usage.end() && numberAt(*commands, "cpuSeconds") > 0)
        row("Commands", usd(numberAt(commands->value("costUsd", nlohmann::json::object()), "total")) +
                            " of that: " + seconds(*commands, "cpuSeconds") + " of CPU and " +
                            number("%.3f GB-seconds", numberAt(*commands, "memoryGbSeconds")) +
                            " of commands and shells");
    std::string wait = seconds(usage, "ioWaitSeconds");
    for (const nlohmann::json& one : usage.value("ioWaitFor", nlohmann::json::array()))
        wait += ", " + seconds(one, "seconds") + " for " +
                (cell(one, "host") == "-" ? "nobody it was connected to" : cell(one, "host"));
    row("I/O wait", wait);
    row("Memory", number("%.3f GB-seconds", numberAt(usage, "memoryGbSeconds")) + ", peak " +
                      megabytes(usage, "peakMemoryBytes"));
    row("Host", seconds(usage, "hostCpuSeconds") + " of CPU, " + megabytes(usage, "hostMemoryBytes"));
    for (const nlohmann::json& other : usage.value("otherModels", nlohmann::json::array()))
        row("By " + cell(other, "name"),
            usd(numberAt(other.value("costUsd", nlohmann::json::object()), "total")));
    for (const nlohmann::json& comparison : usage.value("comparisons", nlohmann::json::array()))
        row("Instead", usd(numberAt(comparison, "usd")) + " for " + seconds(comparison, "seconds") + ": " +
                           cell(comparison, "name") + " (" + cell(comparison, "source") + ", " +
                           cell(comparison, "asOf") + ")");
    out.print("");
    printPhases(out, usage);
    if (bySecond) {
        out.print("");
        printSeconds(out, usage);
    }
    return 0;
}

} // namespace

void addUsage(CLI::App& app, Context& context) {
    auto id = std::make_shared<std::string>();
    auto bySecond = std::make_shared<bool>(false);
    CLI::App* verb = addVerb(app, "usage", "Show what a session has used and what it costs", context,
                             [&context, id, bySecond] { return showUsage(context, *id, *bySecond); });
    verb->add_option("ID", *id, "Session or recording id")->required();
    verb->add_flag("--seconds", *bySecond, "Also second by second");
}

} // namespace agentarium::ctl
