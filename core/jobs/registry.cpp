// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/registry.h"

#include "core/base/ids.h"
#include "core/jobs/notifier.h"
#include "core/jobs/registry_job.h"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace agentarium::jobs {

namespace {
constexpr std::size_t kKept = 100;
} // namespace

JobRegistry::JobRegistry(boost::asio::io_context& io) : m_notifier(std::make_shared<Notifier>(io)) {}

JobRegistry::~JobRegistry() {
    m_notifier->close();
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& job : m_jobs)
            job->cancel();
    }
    m_pool.join();
}

void JobRegistry::onChanged(std::function<void(const std::string& id)> handler) {
    m_notifier->setHandler(std::move(handler));
}

std::string JobRegistry::start(const std::string& kind, const std::string& title, Work work,
                               const std::string& key) {
    std::shared_ptr<Job> job;
    {
        const std::lock_guard lock(m_mutex);
        if (!key.empty())
            for (const auto& running : m_jobs)
                if (running->key() == key && running->isRunning()) return running->id();
        const std::string id = makeUuid();
        job = std::make_shared<Job>(id, kind, title, key,
                                    [notifier = m_notifier, id] { notifier->changed(id); });
        m_jobs.push_back(job);
        // The oldest ended ones go first; running ones stay whatever their age.
        for (auto it = m_jobs.begin(); m_jobs.size() > kKept && it != m_jobs.end();)
            it = (*it)->isRunning() ? it + 1 : m_jobs.erase(it);
    }
    m_notifier->changed(job->id());
    boost::asio::post(m_pool, [job, work = std::move(work)] { run(*job, work); });
    return job->id();
}

void JobRegistry::run(Job& job, const Work& work) {
    try {
        job.checkCancelled();
        job.finish(work(job));
    } catch (const Error& error) {
        job.fail(error);
    } catch (const std::exception& error) {
        job.fail(Error(ErrorKind::RuntimeFailed, error.what(), "The daemon's log has more."));
    }
}

nlohmann::json JobRegistry::list() const {
    const std::lock_guard lock(m_mutex);
    nlohmann::json rows = nlohmann::json::array();
    for (auto it = m_jobs.rbegin(); it != m_jobs.rend(); ++it)
        rows.push_back((*it)->toJson());
    return rows;
}

std::shared_ptr<JobRegistry::Job> JobRegistry::jobOf(const std::string& id) const {
    const std::lock_guard lock(m_mutex);
    const auto it =
        std::find_if(m_jobs.begin(), m_jobs.end(), [&](const auto& job) { return job->id() == id; });
    return it == m_jobs.end() ? nullptr : *it;
}

std::optional<nlohmann::json> JobRegistry::find(const std::string& id) const {
    const auto job = jobOf(id);
    return job ? std::optional(job->toJson()) : std::nullopt;
}

void JobRegistry::cancel(const std::string& id) {
    if (const auto job = jobOf(id)) job->cancel();
}

int JobRegistry::running() const {
    const std::lock_guard lock(m_mutex);
    return static_cast<int>(
        std::count_if(m_jobs.begin(), m_jobs.end(), [](const auto& job) { return job->isRunning(); }));
}

} // namespace agentarium::jobs
