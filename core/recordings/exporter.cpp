// SPDX-License-Identifier: Apache-2.0
#include "core/recordings/exporter.h"

#include "core/contract/error.h"
#include "core/events/journal_reader.h"
#include "core/recordings/event_line.h"
#include "core/recordings/hashed_output.h"
#include "core/recordings/queries.h"

#include <fmt/format.h>

#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace agentarium::recordings {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kPage = 500;

class Exporter {
public:
    Exporter(const Place& place, const events::SessionRow& row, jobs::JobContext& job)
        : m_place(place), m_row(row), m_job(job), m_reader(place.journal), m_queries(place.journal) {}

    PackageSummary writeTo(const fs::path& file) {
        // A tar entry tells its size before its bytes: the events are read twice and never kept.
        m_job.phase("count");
        count();
        m_job.phase("write");
        HashedOutput output(file);
        m_tar = output.openTar();
        const std::string manifest = m_manifest.toJson().dump(2) + "\n";
        small(kManifestEntry, manifest);
        const std::string eventsSha256 = writeEvents();
        writeBlobs();
        small(kChecksumEntry, fmt::format("{}  {}\n{}  {}\n", sha256Of(manifest), kManifestEntry,
                                          eventsSha256, kEventsEntry));
        checkArchive(archive_write_close(m_tar.get()), m_tar.get(), file.string());
        output.commit();
        PackageSummary summary;
        summary.manifest = m_manifest;
        summary.fileBytes = output.bytes();
        summary.fileSha256 = output.sha256();
        return summary;
    }

private:
    template <class F>
    void eachEvent(F take) {
        for (std::uint64_t from = 1; from <= m_row.lastSeq;) {
            m_job.checkCancelled();
            const std::uint64_t left = m_row.lastSeq - from + 1;
            const auto page =
                m_reader.events(m_row.recordingId, from, std::min<std::uint64_t>(kPage, left), {});
            if (page.empty()) incomplete(from);
            for (const events::Event& event : page) {
                if (event.seq != from) incomplete(from);
                ++from;
                take(event);
            }
        }
    }

    template <class F>
    void eachBlob(F take) {
        for (std::string after;;) {
            m_job.checkCancelled();
            const auto page = m_queries.blobs(m_row.recordingId, after, m_row.lastSeq);
            if (page.empty()) return;
            for (const std::string& digest : page)
                take(digest);
            after = page.back();
        }
    }

    [[noreturn]] void incomplete(std::uint64_t seq) const {
        throw Error(ErrorKind::RuntimeFailed,
                    fmt::format("Event {} of the recording {} is missing.", seq, m_row.recordingId),
                    "Look at the whole journal with `agentariumctl verify`.");
    }

    void count() {
        m_manifest.recordingId = m_row.recordingId;
        m_manifest.sessionId = m_row.sessionId;
        m_manifest.agent = m_row.agent;
        m_manifest.version = m_row.version;
        m_manifest.startedNs = m_row.startedNs;
        m_manifest.endedNs = m_row.endedNs;
        m_manifest.complete = m_row.endedNs != 0;
        m_manifest.events = m_row.lastSeq;
        eachEvent([&](const events::Event& event) {
            m_manifest.eventBytes += toLine(event).size() + 1;
            if ((event.seq % kPage) == 0)
                m_job.progress(static_cast<double>(event.seq) / static_cast<double>(m_row.lastSeq), "events");
        });
        eachBlob([&](const std::string& digest) {
            std::error_code ec;
            const auto size = fs::file_size(m_place.blobs->of(digest), ec);
            if (ec)
                throw Error(ErrorKind::RuntimeFailed,
                            fmt::format("The payload {} of the recording {} cannot be read: {}.", digest,
                                        m_row.recordingId, ec.message()),
                            "Look at the whole journal with `agentariumctl verify`.");
            ++m_manifest.blobs;
            m_manifest.blobBytes += size;
        });
    }

    void entry(const std::string& name, std::uint64_t size) {
        const Entry header(archive_entry_new());
        archive_entry_set_pathname(header.get(), name.c_str());
        archive_entry_set_filetype(header.get(), AE_IFREG);
        archive_entry_set_perm(header.get(), 0600);
        archive_entry_set_mtime(header.get(), 0, 0);
        archive_entry_set_size(header.get(), static_cast<la_int64_t>(size));
        checkArchive(archive_write_header(m_tar.get(), header.get()), m_tar.get(), name);
    }

    void bytes(const void* data, std::size_t size) {
        const la_ssize_t taken = archive_write_data(m_tar.get(), data, size);
        // What is more than the entry's size is cut off without an error.
        if (taken < 0 || static_cast<std::size_t>(taken) != size)
            checkArchive(ARCHIVE_FATAL, m_tar.get(), "The recording cannot be written");
        m_written += size;
        const auto all = static_cast<double>(m_manifest.eventBytes + m_manifest.blobBytes + 1);
        m_job.progress(std::min(1.0, static_cast<double>(m_written) / all), m_row.sessionId);
    }

    void small(const char* name, const std::string& text) {
        entry(name, text.size());
        bytes(text.data(), text.size());
    }

    std::string writeEvents() {
        entry(kEventsEntry, m_manifest.eventBytes);
        Sha256 hash;
        std::string lines;
        const auto flush = [&] {
            if (lines.empty()) return;
            hash.update(lines);
            bytes(lines.data(), lines.size());
            lines.clear();
        };
        eachEvent([&](const events::Event& event) {
            lines += toLine(event) + "\n";
            if (lines.size() >= 256 * 1024) flush();
        });
        flush();
        return hash.finish();
    }

    void writeBlobs() {
        std::vector<char> buffer(256 * 1024);
        eachBlob([&](const std::string& digest) {
            const fs::path path = m_place.blobs->of(digest);
            const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
            std::error_code ec;
            entry(kBlobPrefix + digest, fs::file_size(path, ec));
            for (;;) {
                m_job.checkCancelled();
                const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
                if (got == 0) break;
                if (got < 0)
                    throw Error(ErrorKind::RuntimeFailed,
                                fmt::format("{} cannot be read: {}.", path.string(), std::strerror(errno)),
                                "Check that the data folder belongs to you and its disk works.");
                bytes(buffer.data(), static_cast<std::size_t>(got));
            }
        });
    }

    const Place& m_place;
    const events::SessionRow& m_row;
    jobs::JobContext& m_job;
    events::JournalReader m_reader;
    Queries m_queries;
    Manifest m_manifest;
    WriteArchive m_tar;
    std::uint64_t m_written = 0;
};

} // namespace

PackageSummary exportRecording(const Place& place, const events::SessionRow& row, const fs::path& file,
                               jobs::JobContext& job) {
    return Exporter(place, row, job).writeTo(file);
}

} // namespace agentarium::recordings
