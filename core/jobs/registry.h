// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/jobs/job.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace agentarium::jobs {

/// The long pieces of work of the daemon: image builds, imports, deploys. Thread-safe.
class JobRegistry {
public:
    using Work = std::function<nlohmann::json(JobContext& job)>;

    explicit JobRegistry(boost::asio::io_context& io);
    /// Cancels what runs and waits for it.
    ~JobRegistry();
    JobRegistry(const JobRegistry&) = delete;
    JobRegistry& operator=(const JobRegistry&) = delete;

    /// Runs the blocking `work` on a thread of its own pool (four at a time, more wait) and returns the job's
    /// id at once. With a `key`, a job of that key which still runs is joined: its id is returned.
    std::string start(const std::string& kind, const std::string& title, Work work,
                      const std::string& key = {});
    /// docs/api.md's Job objects, newest first. Ended ones beyond the newest 100 are forgotten.
    nlohmann::json list() const;
    std::optional<nlohmann::json> find(const std::string& id) const;
    /// Asks it to stop; nothing happens when it has ended. A job that waits for a thread ends when it gets
    /// one.
    void cancel(const std::string& id);
    int running() const;
    /// Called on the Asio thread when a job changed, at most 30 times a second for each; its last change is
    /// always told. Set before the first start().
    void onChanged(std::function<void(const std::string& id)> handler);

private:
    class Job;
    class Notifier;
    std::shared_ptr<Job> jobOf(const std::string& id) const;
    static void run(Job& job, const Work& work);

    mutable std::mutex m_mutex;
    std::vector<std::shared_ptr<Job>> m_jobs; ///< oldest first
    std::shared_ptr<Notifier> m_notifier;
    boost::asio::thread_pool m_pool{4};
};

} // namespace agentarium::jobs
