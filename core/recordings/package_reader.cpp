// SPDX-License-Identifier: Apache-2.0
#include "core/recordings/package_reader.h"

#include "core/contract/error.h"
#include "core/recordings/blob_ledger.h"
#include "core/recordings/event_line.h"
#include "core/recordings/hashed_input.h"

#include <fmt/format.h>

#include <functional>

namespace agentarium::recordings {

namespace fs = std::filesystem;

namespace {

using Bytes = std::function<void(std::string_view)>;

class Reader {
public:
    Reader(const fs::path& file, PackageVisitor& visitor, jobs::JobContext& job)
        : m_name(file.filename().string()), m_visitor(visitor), m_job(job), m_input(file) {}

    PackageSummary read() {
        m_tar = m_input.openTar();
        if (!m_tar) refuse("it is no tar packed with zstd");
        readManifest();
        readEvents();
        readBlobs();
        readChecksum();
        if (next()) refuse(fmt::format("'{}' has no place behind its checksum", name()));
        PackageSummary summary;
        summary.manifest = m_manifest;
        summary.fileSha256 = m_input.finish();
        summary.fileBytes = m_input.bytes();
        return summary;
    }

private:
    [[noreturn]] void refuse(const std::string& why) const {
        throw Error(ErrorKind::BadInput, fmt::format("{} is no sound recording: {}.", m_name, why),
                    "Get the file again from where it was exported.");
    }

    /// False behind the last entry. An entry is a plain file, or the file is refused.
    bool next() {
        const int code = archive_read_next_header(m_tar.get(), &m_entry);
        if (code == ARCHIVE_EOF) return false;
        if (code < ARCHIVE_WARN) refuse(reason("it is no tar packed with zstd, or cut short"));
        if (archive_entry_filetype(m_entry) != AE_IFREG || archive_entry_hardlink(m_entry) ||
            archive_entry_symlink(m_entry) || archive_entry_sparse_count(m_entry) > 0 ||
            !archive_entry_size_is_set(m_entry) || archive_entry_size(m_entry) < 0)
            refuse(fmt::format("'{}' is no plain file", name()));
        return true;
    }

    std::string reason(const std::string& what) const {
        const char* why = archive_error_string(m_tar.get());
        return why ? fmt::format("{} ({})", what, why) : what;
    }

    std::string name() const {
        const char* path = archive_entry_pathname(m_entry);
        return path ? path : "";
    }

    std::uint64_t size() const { return static_cast<std::uint64_t>(archive_entry_size(m_entry)); }

    void expect(const char* wanted) {
        if (!next()) refuse(fmt::format("{} is missing", wanted));
        if (name() != wanted) refuse(fmt::format("'{}' is where {} belongs", name(), wanted));
    }

    void eachPiece(const Bytes& take) {
        std::uint64_t left = size();
        for (;;) {
            m_job.checkCancelled();
            const la_ssize_t got = archive_read_data(m_tar.get(), m_buffer.data(), m_buffer.size());
            if (got < 0) refuse(reason(fmt::format("'{}' is damaged", name())));
            if (got == 0) break;
            const auto count = static_cast<std::uint64_t>(got);
            if (count > left) refuse(fmt::format("'{}' is larger than it says", name()));
            left -= count;
            take({m_buffer.data(), static_cast<std::size_t>(got)});
            m_job.progress(static_cast<double>(m_input.bytes()) /
                               static_cast<double>(std::max<std::uint64_t>(1, m_input.size())),
                           m_name);
        }
        if (left > 0) refuse(fmt::format("'{}' is cut short", name()));
    }

    std::string smallEntry() {
        if (size() > kMaxSmallEntry) refuse(fmt::format("'{}' is too large", name()));
        std::string text;
        eachPiece([&](std::string_view piece) { text += piece; });
        return text;
    }

    void readManifest() {
        expect(kManifestEntry);
        const std::string text = smallEntry();
        m_manifestSha256 = sha256Of(text);
        m_manifest = Manifest::fromText(text);
        m_visitor.manifest(m_manifest);
    }

    void readEvents() {
        expect(kEventsEntry);
        if (size() != m_manifest.eventBytes) refuse("its events do not have the size its manifest tells");
        Sha256 hash;
        std::string rest;
        eachPiece([&](std::string_view piece) {
            hash.update(piece);
            for (std::size_t end = 0; (end = piece.find('\n')) != std::string_view::npos;
                 piece.remove_prefix(end + 1)) {
                if (rest.size() + end > kMaxLine) refuse("one of its events is too large");
                if (rest.empty()) {
                    takeEvent(piece.substr(0, end));
                } else {
                    rest += piece.substr(0, end);
                    takeEvent(rest);
                    rest.clear();
                }
            }
            if (rest.size() + piece.size() > kMaxLine) refuse("one of its events is too large");
            rest += piece;
        });
        if (!rest.empty()) refuse("its last event is cut short");
        if (m_events != m_manifest.events)
            refuse(fmt::format("it has {} events and its manifest tells of {}", m_events, m_manifest.events));
        m_eventsSha256 = hash.finish();
        m_visitor.eventsEnd();
    }

    void takeEvent(std::string_view line) {
        const events::Event event = fromLine(line, m_events + 1);
        if (event.tNs < m_lastTNs) refuse(fmt::format("event {} is older than the one before", event.seq));
        if (event.kind == "session.created") checkCreated(event.body);
        m_lastTNs = event.tNs;
        ++m_events;
        if (!event.blob.empty()) m_ledger.name(event.blob);
        m_visitor.event(event);
    }

    /// What lists show comes from here; it may not tell of another session than the manifest.
    void checkCreated(const nlohmann::json& body) const {
        const auto differs = [&](const char* key, const std::string& value) {
            return body.contains(key) && body[key] != value;
        };
        if (differs("recordingId", m_manifest.recordingId) || differs("sessionId", m_manifest.sessionId) ||
            differs("agent", m_manifest.agent))
            refuse("its events are of another session than its manifest");
    }

    void readBlobs() {
        std::uint64_t blobs = 0, bytes = 0;
        const std::string prefix = kBlobPrefix;
        while (true) {
            if (!next()) refuse(fmt::format("{} is missing", kChecksumEntry));
            const std::string path = name();
            if (path == kChecksumEntry) break;
            const std::string digest = path.starts_with(prefix) ? path.substr(prefix.size()) : std::string();
            if (!isSha256(digest)) refuse(fmt::format("'{}' has no place in it", path));
            if (!m_ledger.come(digest))
                refuse(fmt::format("the payload {} is there twice, or no event names it", digest));
            if (size() > m_manifest.blobBytes - bytes)
                refuse("its payloads are larger than its manifest tells");
            bytes += size();
            ++blobs;
            readBlob(digest);
        }
        if (const auto missing = m_ledger.missing())
            refuse(fmt::format("the payload {} is missing", *missing));
        if (blobs != m_manifest.blobs || bytes != m_manifest.blobBytes)
            refuse("its payloads are not as many or as large as its manifest tells");
    }

    void readBlob(const std::string& digest) {
        m_visitor.blobBegin(digest);
        Sha256 hash;
        eachPiece([&](std::string_view piece) {
            hash.update(piece);
            m_visitor.blobBytes(std::as_bytes(std::span(piece)));
        });
        if (hash.finish() != digest) refuse(fmt::format("the payload {} has another digest", digest));
        m_visitor.blobEnd(digest);
    }

    /// The entry is open already: reading the payloads ends at it.
    void readChecksum() {
        const std::string expected =
            fmt::format("{}  {}\n{}  {}\n", m_manifestSha256, kManifestEntry, m_eventsSha256, kEventsEntry);
        if (smallEntry() != expected) refuse("its checksum is another one");
    }

    const std::string m_name;
    PackageVisitor& m_visitor;
    jobs::JobContext& m_job;
    HashedInput m_input;
    ReadArchive m_tar;
    archive_entry* m_entry = nullptr;
    std::vector<char> m_buffer = std::vector<char>(256 * 1024);
    Manifest m_manifest;
    std::string m_manifestSha256, m_eventsSha256;
    BlobLedger m_ledger;
    std::uint64_t m_events = 0;
    std::int64_t m_lastTNs = 0;
};

} // namespace

nlohmann::json PackageSummary::toJson() const {
    return {{"recordingId", manifest.recordingId},
            {"sessionId", manifest.sessionId},
            {"agent", manifest.agent},
            {"version", manifest.version},
            {"events", manifest.events},
            {"blobs", manifest.blobs},
            {"bytes", fileBytes},
            {"sha256", fileSha256},
            {"complete", manifest.complete}};
}

PackageSummary readPackage(const fs::path& file, PackageVisitor& visitor, jobs::JobContext& job) {
    return Reader(file, visitor, job).read();
}

} // namespace agentarium::recordings
