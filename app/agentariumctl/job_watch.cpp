// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/job_watch.h"

#include "app/agentariumctl/format.h"
#include "app/agentariumctl/progress_bar.h"
#include "core/contract/error.h"

#include <poll.h>

namespace agentarium::ctl {

namespace {

class JobWatch {
public:
    JobWatch(Context& context, client::HttpClient& http) : m_context(context), m_http(http) {}

    nlohmann::json wait(nlohmann::json job) {
        const std::string path = "/jobs/" + client::percentEncode(job.at("id").get<std::string>());
        try {
            while (job.value("state", "") == "running") {
                show(job);
                pause();
                job = m_http.get(path);
            }
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::Cancelled && m_context.cancel.cancelled()) stop(path, job);
            throw;
        }
        show(job);
        m_context.out.clearProgress();
        if (job.value("state", "") == "done") return job.value("result", nlohmann::json::object());
        if (job.contains("error") && job["error"].is_object()) throw Error::fromJson(job["error"]);
        if (job.value("state", "") == "cancelled")
            throw Error(ErrorKind::Cancelled, "The job was cancelled.");
        throw Error(ErrorKind::RuntimeFailed, "The job failed without saying why.",
                    "See daemon.log in the data folder.");
    }

private:
    void show(const nlohmann::json& job) {
        const std::string phase = job.value("phase", "");
        const std::string detail = job.contains("detail") && job["detail"].is_string() ? job["detail"] : "";
        if (m_context.out.progressShown()) {
            std::optional<double> fraction;
            if (job.contains("fraction") && job["fraction"].is_number())
                fraction = job["fraction"].get<double>();
            m_context.out.progress(progressBar(fraction, m_beat++) + "  " + phase +
                                   (detail.empty() ? "" : "  ") + detail);
        }
        if (phase == m_phase) return;
        m_phase = phase;
        if (!m_context.out.progressShown() && !phase.empty()) m_context.out.note(phase + "…");
    }

    void pause() {
        pollfd interrupted{m_context.cancel.descriptor(), POLLIN, 0};
        poll(&interrupted, 1, 150);
        m_context.cancel.check();
    }

    [[noreturn]] void stop(const std::string& path, const nlohmann::json& job) {
        try {
            // Without the token, which would end this request as well.
            client::HttpClient(m_http.endpoint()).remove(path);
        } catch (const Error&) {
            // The job may have ended by itself meanwhile.
        }
        throw Error(ErrorKind::Cancelled, "Cancelled: " + job.value("title", std::string("the job")) + ".");
    }

    Context& m_context;
    client::HttpClient& m_http;
    std::string m_phase;
    int m_beat = 0;
};

} // namespace

nlohmann::json watchJob(Context& context, client::HttpClient& http, const nlohmann::json& job) {
    return JobWatch(context, http).wait(job);
}

} // namespace agentarium::ctl
