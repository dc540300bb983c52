// SPDX-License-Identifier: Apache-2.0
#include "core/agents/pipeline.h"

#include "core/agents/compile.h"
#include "core/agents/deploy_settings.h"
#include "core/agents/entry_point.h"
#include "core/agents/native_check.h"
#include "core/agents/pack.h"
#include "core/agents/requirements.h"
#include "core/agents/staged_project.h"
#include "core/contract/error.h"

#include <chrono>
#include <cmath>

namespace agentarium::agents {

namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

/// The named parts of a deploy with what each took.
class Phases {
public:
    explicit Phases(jobs::JobContext& job) : m_job(job) {}

    void begin(const std::string& name) {
        end();
        m_job.checkCancelled();
        m_job.phase(name);
        m_name = name;
        m_since = Clock::now();
    }

    nlohmann::json finish() {
        end();
        return m_phases;
    }

private:
    void end() {
        if (m_name.empty()) return;
        const double ms = std::chrono::duration<double, std::milli>(Clock::now() - m_since).count();
        m_phases.push_back({{"name", m_name}, {"ms", std::round(ms * 10) / 10}});
        m_name.clear();
    }

    jobs::JobContext& m_job;
    std::string m_name;
    Clock::time_point m_since;
    nlohmann::json m_phases = nlohmann::json::array();
};

class Deployment {
public:
    Deployment(AgentStore& store, const GuestTools& tools, const DeployRequest& request,
               jobs::JobContext& job)
        : m_store(store), m_tools(tools), m_request(request), m_job(job), m_phases(job) {}

    nlohmann::json run() {
        m_phases.begin("read");
        const StagedProject project(m_request.path, m_store.stagingDir(), m_job);
        add(project.checks());
        m_phases.begin("entrypoint");
        prepare(project);
        try {
            build(project);
        } catch (const Error& error) {
            // Who asks later why there is no such version finds the reason in the agent's list.
            if (error.kind() != ErrorKind::Cancelled) keepFailure(error);
            throw;
        }
        m_phases.begin("store");
        m_version.status = "READY";
        m_version = m_store.add(m_version, m_image);
        nlohmann::json result = answer();
        result["phases"] = m_phases.finish();
        return result;
    }

private:
    void add(const Checks& checks) { m_checks.insert(m_checks.end(), checks.begin(), checks.end()); }

    /// Everything the person may have got wrong in words: settings, name and entry point.
    void prepare(const StagedProject& project) {
        const ProjectConfig config = readProjectConfig(project.root(), project.source(), m_request.name);
        add(config.notes);
        m_version.agentName = agentName(m_request, config, project.name(), m_checks);
        m_store.requireRoom(m_version.agentName);
        m_code = project.root();
        const std::string given = m_request.entryPoint.value_or("");
        const bool onlyAtTheTop = !given.empty() && config.code &&
                                  !fs::exists(project.root() / *config.code / given) &&
                                  fs::exists(project.root() / given);
        if (config.code && !onlyAtTheTop) m_code = (project.root() / *config.code).lexically_normal();
        const EntryPoint entry = findEntryPoint(
            m_code, m_request.entryPoint ? m_request.entryPoint : config.entryPoint, project.name());
        add(entry.checks);
        m_entryFile = entry.file;
        m_version.entryPoint = entry.words;
        m_version.settings = versionSettings(m_request, config, entry.file, m_checks);
    }

    void build(const StagedProject& project) {
        m_phases.begin("requirements");
        const auto wheels = m_request.wheels ? std::optional<fs::path>(*m_request.wheels) : std::nullopt;
        add(vendorRequirements({m_code, project.root(), project.work(), wheels, m_tools.packages}, m_job));
        m_phases.begin("check");
        requireTreeLimits(m_code);
        add({checkNativeCode(m_code, m_job)});
        m_phases.begin("compile");
        add(compilePython(m_code, m_entryFile, m_tools.python, m_job));
        m_phases.begin("pack");
        m_image = project.work() / "code.erofs";
        m_version.codeDigest = packCode(m_code, m_image, m_job);
    }

    void keepFailure(const Error& error) {
        AgentVersion failed = m_version;
        failed.status = "CREATE_FAILED";
        failed.failureReason = error.what();
        failed.codeDigest.clear();
        m_store.add(failed, {});
    }

    nlohmann::json answer() const {
        const Agent agent = m_store.find(m_version.agentName);
        nlohmann::json checks = nlohmann::json::array();
        for (const Check& check : m_checks)
            checks.push_back(check.toJson());
        return {{"name", agent.name},
                {"agentRuntimeId", agent.runtimeId},
                {"agentRuntimeArn", agent.arn},
                {"version", m_version.number},
                {"status", m_version.status},
                {"entryPoint", m_version.entryPoint},
                {"codeDigest", m_version.codeDigest},
                {"checks", checks}};
    }

    AgentStore& m_store;
    const GuestTools& m_tools;
    const DeployRequest& m_request;
    jobs::JobContext& m_job;
    Phases m_phases;
    Checks m_checks;
    AgentVersion m_version;
    fs::path m_code;
    fs::path m_entryFile;
    fs::path m_image;
};

} // namespace

nlohmann::json deployWith(AgentStore& store, const GuestTools& tools, const DeployRequest& request,
                          jobs::JobContext& job) {
    try {
        return Deployment(store, tools, request, job).run();
    } catch (const fs::filesystem_error& error) {
        throw Error(ErrorKind::RuntimeFailed, std::string("The deploy failed: ") + error.what(),
                    "Check the free space and the permissions of the data folder (AGENTARIUM_HOME).");
    }
}

} // namespace agentarium::agents
