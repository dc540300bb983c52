// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/events/event.h"
#include "core/jobs/job.h"
#include "core/recordings/manifest.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace agentarium::recordings {

/// Hears what is in an `.agentrec` file, in its order. What it throws ends the reading.
class PackageVisitor {
public:
    virtual ~PackageVisitor() = default;
    /// Well-formed, and nothing more is known of it yet.
    virtual void manifest(const Manifest&) {}
    /// Numbered without a gap, in the order of time.
    virtual void event(const events::Event&) {}
    virtual void eventsEnd() {}
    /// A payload that an event names; its bytes follow in pieces.
    virtual void blobBegin(const std::string& /*sha256*/) {}
    virtual void blobBytes(std::span<const std::byte>) {}
    /// The bytes have that digest.
    virtual void blobEnd(const std::string& /*sha256*/) {}
};

struct PackageSummary {
    Manifest manifest;
    std::uint64_t fileBytes = 0;
    std::string fileSha256;

    /// cli.md's keys of `verify`.
    nlohmann::json toJson() const;
};

/// Reads a recording's file from its beginning to its end and checks all of it: which entries there are and
/// in which order, the events' numbers and times, that every payload an event names is there once with its
/// digest and no other, sizes as the manifest tells, both checksums. Memory does not grow with the file.
/// Blocks. Throws Error(BadInput) that says what is wrong, NotFound when there is no such file, Cancelled.
PackageSummary readPackage(const std::filesystem::path& file, PackageVisitor& visitor, jobs::JobContext& job);

} // namespace agentarium::recordings
