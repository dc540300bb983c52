// SPDX-License-Identifier: Apache-2.0
// The daemon itself, the host, the guest image, the jobs.
#include "core/base/files.h"
#include "core/contract/error.h"
#include "core/gateway/workbench.h"

#include <fmt/format.h>

namespace agentarium::gateway {

namespace {

/// How long GET /daemon waits for the emulator to say whether it isolates; known once it has.
constexpr std::chrono::seconds kAsk{3};

nlohmann::json requireJob(Workbench& workbench, const std::string& id) {
    auto job = workbench.jobs.find(id);
    if (!job)
        throw Error(ErrorKind::NotFound, fmt::format("There is no job {}.", id), "List them with GET /jobs.");
    return *job;
}

} // namespace

void addDaemonRoutes(Router& router, Workbench& workbench) {
    Workbench* w = &workbench;
    router.add("GET", "/api/v1/daemon", [w](Exchange& exchange, const Arguments&) -> Task<void> {
        nlohmann::json status = w->status();
        if (const auto warning = co_await w->doctor.isolationWarning(kAsk))
            status["isolationWarning"] = *warning;
        co_await exchange.reply(200, status);
    });
    router.add("POST", "/api/v1/daemon/stop", [w](Exchange& exchange, const Arguments&) -> Task<void> {
        const nlohmann::json body = co_await exchange.json();
        const nlohmann::json status = w->status();
        w->shutDown(body.value("force", false));
        co_await exchange.reply(202, status);
    });
    router.add("GET", "/api/v1/doctor", [w](Exchange& exchange, const Arguments&) -> Task<void> {
        co_await exchange.reply(200, co_await w->doctor.run());
    });
    router.add("GET", "/api/v1/image", [w](Exchange& exchange, const Arguments&) -> Task<void> {
        const auto image = co_await offload(w->pool, [w] { return w->images.current(); });
        if (!image)
            throw Error(ErrorKind::NotFound, "There is no guest image yet.",
                        "Build it with `agentariumctl image build`, or take one with `agentariumctl image "
                        "import FILE`.");
        co_await exchange.reply(200, image->toJson());
    });
    router.add("POST", "/api/v1/image/build", [w](Exchange& exchange, const Arguments&) -> Task<void> {
        const nlohmann::json body = co_await exchange.json();
        const std::string mirror = body.value("mirror", std::string());
        const std::string id = w->jobs.start(
            "image.build", "Build the guest image",
            [w, mirror](jobs::JobContext& job) { return w->images.build(job, mirror).toJson(); },
            "image.build");
        co_await exchange.reply(202, requireJob(*w, id));
    });
    router.add("POST", "/api/v1/image/import", [w](Exchange& exchange, const Arguments&) -> Task<void> {
        const nlohmann::json body = co_await exchange.json();
        const std::filesystem::path path = body.value("path", std::string());
        if (!path.is_absolute())
            throw Error(ErrorKind::BadInput, "`path` has to be an absolute path of an image file.");
        const std::string id =
            w->jobs.start("image.import", fmt::format("Import {}", path.filename().string()),
                          [w, path](jobs::JobContext& job) { return w->images.import(path, job).toJson(); });
        co_await exchange.reply(202, requireJob(*w, id));
    });
    router.add("POST", "/api/v1/image/export", [w](Exchange& exchange, const Arguments&) -> Task<void> {
        const nlohmann::json body = co_await exchange.json();
        const std::filesystem::path path = body.value("path", std::string());
        if (!path.is_absolute())
            throw Error(ErrorKind::BadInput, "`path` has to be an absolute path of the file to write.");
        const std::string id =
            w->jobs.start("image.export", fmt::format("Export to {}", path.filename().string()),
                          [w, path](jobs::JobContext& job) {
                              w->images.exportTo(path, job);
                              nlohmann::json result;
                              result["file"] = path.string();
                              result["bytes"] = std::filesystem::file_size(path);
                              return result;
                          });
        co_await exchange.reply(202, requireJob(*w, id));
    });
    router.add("GET", "/api/v1/limits", [w](Exchange& exchange, const Arguments&) -> Task<void> {
        co_await exchange.reply(200, w->sessions.admission().toJson());
    });
    router.add("POST", "/api/v1/limits", [w](Exchange& exchange, const Arguments&) -> Task<void> {
        const nlohmann::json body = co_await exchange.json();
        sessions::Admission& admission = w->sessions.admission();
        const auto limits = sessions::AdmissionLimits::fromJson(body, admission.limits());
        const std::string text = limits.toJson().dump(2) + "\n";
        const auto write = [&] { writeFileAtomically(w->home / "limits.json", text, 0600); };
        co_await offload(w->pool, write);
        admission.setLimits(limits);
        co_await exchange.reply(200, admission.toJson());
    });
    router.add("GET", "/api/v1/jobs", [w](Exchange& exchange, const Arguments&) -> Task<void> {
        nlohmann::json answer;
        answer["jobs"] = w->jobs.list();
        co_await exchange.reply(200, answer);
    });
    router.add("GET", "/api/v1/jobs/{id}", [w](Exchange& exchange, const Arguments& arguments) -> Task<void> {
        co_await exchange.reply(200, requireJob(*w, arguments[0]));
    });
    router.add("DELETE", "/api/v1/jobs/{id}",
               [w](Exchange& exchange, const Arguments& arguments) -> Task<void> {
                   requireJob(*w, arguments[0]);
                   w->jobs.cancel(arguments[0]);
                   co_await exchange.reply(200, requireJob(*w, arguments[0]));
               });
    router.add("GET", "/api/v1/events", [w](Exchange& exchange, const Arguments&) -> Task<void> {
        if (!exchange.wantsWebSocket())
            throw Error(ErrorKind::BadInput, "/events is a WebSocket.", "See docs/api.md, Live events.");
        co_await w->hub.serve(co_await exchange.upgrade({}));
    });
}

} // namespace agentarium::gateway
