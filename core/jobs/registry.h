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

    /// Runs the blocking `work` on a thread of its own pool and returns the job's id at once. With a `key`, a job
    /// of that key which still runs is joined: its id is returned.
    std::string start(const std::string& kind, const std::string& title, Work work, const std::string& key = {});
    /// docs/api.md's Job objects, newest first, at most 100.
    nlohmann::json list() const;
    std::optional<nlohmann::json> find(const std::string& id) const;
    /// Asks it to stop; nothing happens when it has ended.
    void cancel(const std::string& id);
    int running() const;
    /// Called on the Asio thread when a job changed; the caller coalesces.
    void onChanged(std::function<void(const std::string& id)> handler);

private:
    class Job;
    std::shared_ptr<Job> jobOf(const std::string& id) const;
    void run(const std::shared_ptr<Job>& job, const Work& work);
    void changed(const std::string& id);

    boost::asio::io_context& m_io;
    mutable std::mutex m_mutex;
    std::vector<std::shared_ptr<Job>> m_jobs; ///< oldest first
    std::shared_ptr<std::function<void(const std::string&)>> m_handler;
    boost::asio::thread_pool m_pool{2};
};

} // namespace agentarium::jobs
