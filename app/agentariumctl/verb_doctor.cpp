// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/format.h"
#include "app/agentariumctl/verbs.h"

namespace agentarium::ctl {

namespace {

Style styleOf(const std::string& state) {
    if (state == "ok") return Style::Green;
    if (state == "warn") return Style::Yellow;
    return state == "fail" ? Style::Red : Style::Dim;
}

void printReport(Output& out, const nlohmann::json& report) {
    for (const nlohmann::json& check : report.value("checks", nlohmann::json::array())) {
        const std::string state = cell(check, "state");
        const std::string label = state + std::string(8 - std::min<std::size_t>(8, state.size()), ' ');
        const std::string title = check.contains("title") ? cell(check, "title") : cell(check, "id");
        out.print(out.paint(styleOf(state), label) + title + ": " + cell(check, "reason"));
        const std::string fix = cell(check, "fix");
        if (fix != "-" && state != "ok") out.print("        " + fix);
    }
    out.print("Accelerator: " + cell(report, "accelerator") + ". " +
              (report.value("isolates", false)
                   ? "Sessions are isolated by the hypervisor."
                   : "Emulation is no security boundary: run only agents you trust."));
}

} // namespace

void addDoctor(CLI::App& app, Context& context) {
    addVerb(app, "doctor", "Check what this host can do; exit code 1 when something needed fails", context,
            [&context] {
                const nlohmann::json report = context.http().get("/doctor");
                if (context.json)
                    context.out.document(report);
                else
                    printReport(context.out, report);
                return report.value("ok", false) ? 0 : 1;
            });
}

} // namespace agentarium::ctl
