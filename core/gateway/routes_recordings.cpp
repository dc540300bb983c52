// SPDX-License-Identifier: Apache-2.0
// Recordings: listing, export, import, verification, deletion.
#include "core/contract/error.h"
#include "core/gateway/workbench.h"

#include <fmt/format.h>

namespace agentarium::gateway {

namespace {

Task<events::SessionRow> recordingOf(Workbench& w, std::string id) {
    const auto row = co_await w.journal.find(id);
    if (!row)
        throw Error(ErrorKind::NotFound, fmt::format("There is no recording {}.", id),
                    "`agentariumctl recordings` lists them.");
    co_return *row;
}

std::filesystem::path absolutePathIn(const nlohmann::json& body) {
    const std::filesystem::path path = body.value("path", std::string());
    if (!path.is_absolute())
        throw Error(ErrorKind::BadInput, "`path` has to be an absolute path of an .agentrec file.");
    return path;
}

Task<void> list(Workbench& w, Exchange& exchange, std::vector<events::SessionRow> rows) {
    const auto work = [&] { return w.recordings.list(rows); };
    nlohmann::json answer;
    answer["recordings"] = co_await offload(w.pool, work);
    co_await exchange.reply(200, answer);
}

Task<void> show(Workbench& w, Exchange& exchange, std::string id) {
    std::vector<events::SessionRow> rows;
    rows.push_back(co_await recordingOf(w, id));
    const auto work = [&] { return w.recordings.list(rows); };
    const nlohmann::json all = co_await offload(w.pool, work);
    co_await exchange.reply(200, all.at(0));
}

Task<void> replyWithJob(Workbench& w, Exchange& exchange, std::string jobId) {
    const nlohmann::json job = w.jobs.find(jobId).value_or(nlohmann::json::object());
    co_await exchange.reply(202, job);
}

Task<void> exportOne(Workbench& w, Exchange& exchange, std::string id) {
    const nlohmann::json body = co_await exchange.json();
    const auto path = absolutePathIn(body);
    const events::SessionRow row = co_await recordingOf(w, id);
    auto work = [store = &w.recordings, row, path](jobs::JobContext& job) {
        return store->exportTo(row, path, job);
    };
    const std::string jobId =
        w.jobs.start("recording.export", fmt::format("Export to {}", path.filename().string()), work);
    co_await replyWithJob(w, exchange, jobId);
}

Task<void> import(Workbench& w, Exchange& exchange) {
    const nlohmann::json body = co_await exchange.json();
    const auto path = absolutePathIn(body);
    auto work = [store = &w.recordings, path](jobs::JobContext& job) { return store->import(path, job); };
    const std::string jobId =
        w.jobs.start("recording.import", fmt::format("Import {}", path.filename().string()), work);
    co_await replyWithJob(w, exchange, jobId);
}

Task<void> verify(Workbench& w, Exchange& exchange) {
    const nlohmann::json body = co_await exchange.json();
    recordings::RecordingStore* store = &w.recordings;
    std::string jobId;
    if (body.contains("path")) {
        const auto path = absolutePathIn(body);
        auto work = [store, path](jobs::JobContext& job) { return store->verifyFile(path, job); };
        jobId = w.jobs.start("recording.verify", fmt::format("Verify {}", path.filename().string()), work);
    } else {
        auto work = [store](jobs::JobContext& job) { return store->verifyJournal(job); };
        jobId = w.jobs.start("journal.verify", "Verify all recordings", work, "journal.verify");
    }
    co_await replyWithJob(w, exchange, jobId);
}

Task<void> remove(Workbench& w, Exchange& exchange, std::string id) {
    const events::SessionRow row = co_await recordingOf(w, id);
    w.recordings.requireRemovable(row);
    w.journal.hide(row.recordingId);
    co_await w.journal.flushed();
    auto work = [store = &w.recordings, row](jobs::JobContext& job) { return store->remove(row, job); };
    const std::string jobId =
        w.jobs.start("recording.delete", fmt::format("Delete the recording of {}", row.sessionId), work);
    co_await replyWithJob(w, exchange, jobId);
}

} // namespace

void addRecordingRoutes(Router& router, Workbench& workbench) {
    Workbench* w = &workbench;
    router.add("GET", "/api/v1/recordings", [w](Exchange& exchange, const Arguments&) -> Task<void> {
        const auto rows = co_await w->journal.sessions(false);
        co_await list(*w, exchange, rows);
    });
    router.add("GET", "/api/v1/recordings/{id}", [w](Exchange& exchange, const Arguments& arguments) {
        return show(*w, exchange, arguments[0]);
    });
    router.add("POST", "/api/v1/recordings/{id}/export", [w](Exchange& exchange, const Arguments& arguments) {
        return exportOne(*w, exchange, arguments[0]);
    });
    router.add("POST", "/api/v1/recordings/import",
               [w](Exchange& exchange, const Arguments&) { return import(*w, exchange); });
    router.add("POST", "/api/v1/recordings/verify",
               [w](Exchange& exchange, const Arguments&) { return verify(*w, exchange); });
    router.add("DELETE", "/api/v1/recordings/{id}", [w](Exchange& exchange, const Arguments& arguments) {
        return remove(*w, exchange, arguments[0]);
    });
}

} // namespace agentarium::gateway
