// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/format.h"
#include "app/agentariumctl/job_watch.h"
#include "app/agentariumctl/table.h"
#include "app/agentariumctl/verbs.h"
#include "core/base/text.h"
#include "core/contract/error.h"

namespace agentarium::ctl {

namespace {

std::string recordingPath(const std::string& id) {
    if (id.empty())
        throw Error(ErrorKind::BadInput, "The recording's id is empty.",
                    "`agentariumctl recordings` lists them.");
    return "/recordings/" + client::percentEncode(id);
}

std::string bytesText(const nlohmann::json& row) {
    return formatBytes(static_cast<std::uint64_t>(numberAt(row, "bytes")));
}

bool isTrue(const nlohmann::json& row, const char* key) {
    return row.contains(key) && row[key].is_boolean() && row[key].get<bool>();
}

int list(Context& context) {
    const nlohmann::json answer = context.http().get("/recordings");
    if (context.json) {
        context.out.document(answer);
        return 0;
    }
    const nlohmann::json rows = answer.value("recordings", nlohmann::json::array());
    if (rows.empty()) {
        context.out.note("Nothing is recorded yet.");
        return 0;
    }
    Table table({"RECORDING", "SESSION", "AGENT", ">EVENTS", ">PAYLOADS", ">SIZE", "STARTED", "STATE"});
    for (const nlohmann::json& row : rows) {
        std::string state = isTrue(row, "live")       ? "live"
                            : isTrue(row, "complete") ? "complete"
                                                      : "incomplete";
        if (isTrue(row, "imported")) state += ", imported";
        table.add({cell(row, "recordingId"), cell(row, "sessionId"), cell(row, "agent"), cell(row, "events"),
                   cell(row, "blobs"), bytesText(row), timeText(cell(row, "startedAt")), state});
    }
    table.print(context.out);
    return 0;
}

int printPackage(Context& context, const nlohmann::json& result, const std::string& done) {
    if (context.json) {
        context.out.document(result);
        return 0;
    }
    context.out.print(done + " recording " + cell(result, "recordingId"));
    context.out.print("Session   " + cell(result, "sessionId"));
    context.out.print("Events    " + cell(result, "events") + ", payloads " + cell(result, "blobs"));
    context.out.print("File      " + bytesText(result) + ", SHA-256 " + cell(result, "sha256"));
    if (!isTrue(result, "complete"))
        context.out.note("The session lived when it was exported: the recording is its beginning.");
    return 0;
}

int printJournal(Context& context, const nlohmann::json& result) {
    const bool ok = isTrue(result, "ok");
    if (context.json) {
        context.out.document(result);
        return ok ? 0 : 1;
    }
    context.out.print(cell(result, "recordings") + " recordings, " + cell(result, "events") + " events, " +
                      cell(result, "blobs") + " payloads (" + bytesText(result) + ")" +
                      (ok ? ": all is there." : ":"));
    for (const nlohmann::json& problem : result.value("problems", nlohmann::json::array()))
        context.out.print("  " + problem.get<std::string>());
    return ok ? 0 : 1;
}

nlohmann::json runJob(Context& context, const std::string& path, const nlohmann::json& body) {
    client::HttpClient http = context.http();
    return watchJob(context, http, http.post(path, body));
}

int verify(Context& context, const std::string& file) {
    nlohmann::json body = nlohmann::json::object();
    if (file.empty()) return printJournal(context, runJob(context, "/recordings/verify", body));
    body["path"] = absolutePath(file);
    return printPackage(context, runJob(context, "/recordings/verify", body), "Sound:");
}

int remove(Context& context, const std::vector<std::string>& ids) {
    client::HttpClient http = context.http();
    nlohmann::json removed = nlohmann::json::array();
    for (const std::string& id : ids) {
        removed.push_back(watchJob(context, http, http.remove(recordingPath(id))));
        if (!context.json) context.out.print("Deleted " + id);
    }
    if (context.json) context.out.document({{"recordings", removed}});
    return 0;
}

void addPackageVerbs(CLI::App& app, Context& context) {
    auto id = std::make_shared<std::string>();
    auto target = std::make_shared<std::string>();
    CLI::App* exported =
        addVerb(app, "export", "Write a recording to a file", context, [&context, id, target] {
            const nlohmann::json body{{"path", absolutePath(*target)}};
            return printPackage(context, runJob(context, recordingPath(*id) + "/export", body), "Exported");
        });
    exported->add_option("ID", *id, "Session or recording id")->required();
    exported->add_option("FILE", *target, "The file to write, for example story.agentrec")->required();

    auto source = std::make_shared<std::string>();
    CLI::App* imported =
        addVerb(app, "import", "Take in a recording from a file", context, [&context, source] {
            const nlohmann::json body{{"path", absolutePath(*source)}};
            return printPackage(context, runJob(context, "/recordings/import", body), "Imported");
        });
    imported->add_option("FILE", *source, "An .agentrec file")->required()->check(CLI::ExistingFile);

    auto checked = std::make_shared<std::string>();
    CLI::App* verified = addVerb(app, "verify", "Check a recording's file, or everything recorded here",
                                 context, [&context, checked] { return verify(context, *checked); });
    verified->add_option("FILE", *checked, "An .agentrec file; without it the whole journal")
        ->check(CLI::ExistingFile);
}

} // namespace

void addRecordings(CLI::App& app, Context& context) {
    CLI::App* recordings = addVerb(app, "recordings", "List what is recorded", context, nullptr);
    // Its own callback comes after those of the words below it.
    recordings->callback([&context, recordings] {
        if (recordings->get_subcommands().empty()) context.verb = [&context] { return list(context); };
    });
    auto ids = std::make_shared<std::vector<std::string>>();
    addVerb(*recordings, "delete", "Delete recordings for good", context,
            [&context, ids] { return remove(context, *ids); })
        ->add_option("ID", *ids, "Session or recording ids")
        ->required();
    addVerb(*recordings, "verify", "Check everything recorded here", context,
            [&context] { return verify(context, {}); });
    addPackageVerbs(app, context);
}

} // namespace agentarium::ctl
