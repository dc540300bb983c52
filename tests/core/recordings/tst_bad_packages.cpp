// SPDX-License-Identifier: Apache-2.0
// Files that are no sound recordings: each is refused with a sentence, by verify and by import, and the
// import leaves nothing behind.
#include "core/archives/archives.h"
#include "core/contract/error.h"
#include "core/recordings/event_line.h"
#include "core/recordings/manifest.h"
#include "tests/core/recordings/recordings_fixture.h"

#include <QtTest>

#include <fstream>

using namespace agentarium;
using namespace agentarium::tests;
using namespace agentarium::recordings;
namespace fs = std::filesystem;

namespace {

struct Item {
    std::string name, content;
    unsigned type = AE_IFREG;
    std::string link = {};
};

std::string eventLine(std::uint64_t seq, const std::string& blob = {}, std::int64_t tNs = -1) {
    events::Event event;
    event.seq = seq;
    event.tNs = tNs < 0 ? static_cast<std::int64_t>(seq) : tNs;
    event.wallNs = 1'000'000;
    event.kind = "log.line";
    event.body = {{"line", "x"}};
    event.blob = blob;
    return toLine(event) + "\n";
}

/// A sound recording to be spoilt: two events, one payload.
struct Package {
    std::string payload = "payload";
    std::string events = eventLine(1, sha256Of("payload")) + eventLine(2);
    nlohmann::json manifest{{"format", "agentrec"},  {"formatVersion", 1}, {"recordingId", kRecording},
                            {"sessionId", kSession}, {"agent", "hello"},   {"version", 1},
                            {"startedNs", 1},        {"endedNs", 5},       {"complete", true},
                            {"events", 2},           {"blobs", 1},         {"blobBytes", 7}};
    bool sizes = true;

    std::vector<Item> items() {
        if (sizes) manifest["eventBytes"] = events.size();
        const std::string text = manifest.dump();
        return {
            {kManifestEntry, text},
            {kEventsEntry, events},
            {kBlobPrefix + sha256Of("payload"), payload},
            {kChecksumEntry, sha256Of(text) + "  manifest.json\n" + sha256Of(events) + "  events.jsonl\n"}};
    }
};

void writeTar(const fs::path& file, const std::vector<Item>& items) {
    WriteArchive tar(archive_write_new());
    archive_write_add_filter_zstd(tar.get());
    archive_write_set_format_pax_restricted(tar.get());
    checkArchive(archive_write_open_filename(tar.get(), file.c_str()), tar.get(), "test");
    for (const Item& item : items) {
        const Entry entry(archive_entry_new());
        archive_entry_set_pathname(entry.get(), item.name.c_str());
        archive_entry_set_filetype(entry.get(), item.type);
        archive_entry_set_perm(entry.get(), 0644);
        if (item.type == AE_IFLNK) archive_entry_set_symlink(entry.get(), item.link.c_str());
        if (item.type == AE_IFREG && !item.link.empty())
            archive_entry_set_hardlink(entry.get(), item.link.c_str());
        archive_entry_set_size(entry.get(), static_cast<la_int64_t>(item.content.size()));
        checkArchive(archive_write_header(tar.get(), entry.get()), tar.get(), "test");
        archive_write_data(tar.get(), item.content.data(), item.content.size());
    }
    archive_write_close(tar.get());
}

} // namespace

class TestBadPackages : public QObject {
    Q_OBJECT

    /// The sentence with which it is refused; empty when it is taken.
    std::string refusal(const std::vector<Item>& items) {
        RecordingsFixture f;
        writeTar(f.file, items);
        return refusalOf(f);
    }

    std::string refusalOf(RecordingsFixture& f) {
        std::string verified, imported;
        try {
            f.store.verifyFile(f.file, f.job);
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::BadInput) return {};
            verified = error.what();
        }
        try {
            f.store.import(f.file, f.job);
        } catch (const Error& error) {
            imported = error.what();
        }
        const bool clean =
            imported.empty() || (f.number("SELECT count(*) FROM recordings") == 0 &&
                                 f.number("SELECT count(*) FROM events") == 0 && f.blobFiles() == 0);
        return clean && verified == imported ? verified : std::string();
    }

    std::string refusalOf(Package package) { return refusal(package.items()); }

private slots:
    void theSoundOneIsTaken() { QCOMPARE(refusalOf(Package()), std::string()); }

    void entriesOutOfPlace() {
        const auto with = [](std::size_t at, const Item& item) {
            auto items = Package().items();
            items.insert(items.begin() + static_cast<std::ptrdiff_t>(at), item);
            return items;
        };
        for (const char* name : {"../evil", "/etc/evil", "blobs/../../evil", "blobs/", "blobs/short", "evil",
                                 "./manifest.json", "blobs\\evil"})
            for (const std::size_t at : {0u, 1u, 2u, 3u, 4u})
                QVERIFY2(!refusal(with(at, {name, "x"})).empty(), name);
        const std::string blob = kBlobPrefix + sha256Of("payload");
        QVERIFY(!refusal(with(3, {blob, "payload"})).empty());
        QVERIFY(!refusal(with(3, {kBlobPrefix + sha256Of("other"), "other"})).empty());
        QVERIFY(!refusal(with(2, {blob, "", AE_IFLNK, "/etc/passwd"})).empty());
        QVERIFY(!refusal(with(2, {blob, "", AE_IFREG, "manifest.json"})).empty());
        QVERIFY(!refusal(with(2, {"blobs", "", AE_IFDIR})).empty());
        QVERIFY(!refusal(with(1, {kEventsEntry, "", AE_IFIFO})).empty());
    }

    void entriesMissingOrInAnotherOrder() {
        const auto all = Package().items();
        for (std::size_t at = 0; at < all.size(); ++at) {
            auto items = all;
            items.erase(items.begin() + static_cast<std::ptrdiff_t>(at));
            QVERIFY2(!refusal(items).empty(), all[at].name.c_str());
        }
        for (std::size_t at = 1; at < all.size(); ++at) {
            auto items = all;
            std::swap(items[at - 1], items[at]);
            QVERIFY2(!refusal(items).empty(), all[at].name.c_str());
        }
        QVERIFY(!refusal({}).empty());
    }

    void aPayloadWithAnotherDigest() {
        Package p;
        p.payload = "PAYLOAD";
        QVERIFY(refusalOf(p).find("digest") != std::string::npos);
    }

    void eventsOutOfOrder() {
        const std::string first = eventLine(1, sha256Of("payload"));
        for (const std::string& events :
             {eventLine(2) + first, first + eventLine(3), first + first, first + eventLine(2, {}, 0),
              first + "not json\n", first + "[]\n", first + "{}\n", first + eventLine(2).substr(0, 20),
              first + "\n", first + std::string(100'000, '[') + "\n", first,
              first + eventLine(2) + eventLine(3), first + std::string(kMaxLine + 10, 'x') + "\n"}) {
            Package p;
            p.events = events;
            QVERIFY2(!refusalOf(p).empty(), events.substr(first.size(), 100).c_str());
        }
    }

    void anEventOfAnotherSession() {
        Package p;
        p.events = R"({"body":{"sessionId":"another"},"kind":"session.created","seq":1,"tNs":0,"wallNs":0})"
                   "\n" +
                   eventLine(2, sha256Of("payload"));
        QVERIFY(refusalOf(p).find("another session") != std::string::npos);
    }

    void manifestsThatLie() {
        const std::vector<std::pair<const char*, nlohmann::json>> lies{{"format", "zip"},
                                                                       {"formatVersion", 2},
                                                                       {"formatVersion", "1"},
                                                                       {"recordingId", "../x"},
                                                                       {"recordingId", nullptr},
                                                                       {"sessionId", "short"},
                                                                       {"agent", "a/b"},
                                                                       {"version", -1},
                                                                       {"events", 3},
                                                                       {"events", 1},
                                                                       {"events", 1ULL << 63},
                                                                       {"blobs", 2},
                                                                       {"blobs", 0},
                                                                       {"blobBytes", 6},
                                                                       {"blobBytes", 8},
                                                                       {"blobBytes", 1ULL << 60},
                                                                       {"complete", false},
                                                                       {"complete", "true"},
                                                                       {"startedNs", -1},
                                                                       {"endedNs", 0}};
        for (const auto& [key, value] : lies) {
            Package p;
            p.manifest[key] = value;
            if (std::string(key) == "blobBytes" && value == 1ULL << 60) {
                // Nobody has that disk: the import says so before it begins.
                RecordingsFixture f;
                writeTar(f.file, p.items());
                QVERIFY_EXCEPTION_THROWN(f.store.import(f.file, f.job), Error);
                QCOMPARE(f.number("SELECT count(*) FROM recordings"), std::int64_t(0));
                continue;
            }
            QVERIFY2(!refusalOf(p).empty(), key);
        }
        Package p;
        p.sizes = false;
        p.manifest["eventBytes"] = 5;
        QVERIFY(!refusalOf(p).empty());
    }

    void anotherChecksum() {
        auto items = Package().items();
        items.back().content.front() ^= 1;
        QVERIFY(refusal(items).find("checksum") != std::string::npos);
    }

    void cutAnywhere() {
        RecordingsFixture whole;
        whole.record();
        whole.exported();
        std::ifstream in(whole.file, std::ios::binary);
        const std::string bytes((std::istreambuf_iterator<char>(in)), {});
        RecordingsFixture f;
        for (std::size_t size = 0; size < bytes.size(); size += std::max<std::size_t>(1, bytes.size() / 40)) {
            std::ofstream(f.file, std::ios::binary) << bytes.substr(0, size);
            QVERIFY2(!refusalOf(f).empty(), std::to_string(size).c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestBadPackages)
#include "tst_bad_packages.moc"
