// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>

namespace agentarium::recordings {

/// The entries of an `.agentrec` file, a tar packed with zstd, in their order; between the second and the
/// last are the payloads, "blobs/<sha256>" (docs/recordings.md).
inline constexpr const char* kManifestEntry = "manifest.json";
inline constexpr const char* kEventsEntry = "events.jsonl";
inline constexpr const char* kBlobPrefix = "blobs/";
inline constexpr const char* kChecksumEntry = "checksum.sha256";

inline constexpr int kFormatVersion = 1;
/// No manifest or checksum of ours comes near it.
inline constexpr std::uint64_t kMaxSmallEntry = 64 * 1024;

/// What an `.agentrec` file says of itself.
struct Manifest {
    std::string recordingId; ///< 32 hex digits
    std::string sessionId;
    std::string agent;
    int version = 0;
    std::int64_t startedNs = 0; ///< Unix time
    std::int64_t endedNs = 0;   ///< Unix time; 0 when the session lived at the export
    bool complete = false;      ///< the session had ended: nothing follows
    std::uint64_t events = 0;
    std::uint64_t eventBytes = 0; ///< of the events' entry
    std::uint64_t blobs = 0;
    std::uint64_t blobBytes = 0;

    nlohmann::json toJson() const;
    /// Throws Error(BadInput) with a sentence that says which value is wrong.
    static Manifest fromText(const std::string& text);
};

} // namespace agentarium::recordings
