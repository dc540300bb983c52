// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace agentarium::jobs {

/// Where a long piece of work says how far it is and learns that it was cancelled.
/// Safe to use from any thread. Nothing here blocks.
class JobContext {
public:
    virtual ~JobContext() = default;
    /// Begins a named phase ("download", "pack"); the one before it ends here and is timed.
    virtual void phase(const std::string& name) = 0;
    /// Fraction 0..1 of the current phase, or nothing when unknown; `detail` is one short line.
    virtual void progress(std::optional<double> fraction, const std::string& detail) = 0;
    /// A line of the work's own log, for example what pip printed.
    virtual void log(const std::string& line) = 0;
    virtual bool cancelled() const = 0;
    /// Throws Error(Cancelled) when cancelled.
    void checkCancelled() const;
};

/// A context that goes nowhere, for tests and tools.
class SilentJob : public JobContext {
public:
    void phase(const std::string&) override {}
    void progress(std::optional<double>, const std::string&) override {}
    void log(const std::string&) override {}
    bool cancelled() const override { return m_cancelled; }
    void cancel() { m_cancelled = true; }

private:
    std::atomic<bool> m_cancelled{false};
};

} // namespace agentarium::jobs
