// SPDX-License-Identifier: Apache-2.0
#include "core/archives/archives.h"
#include "core/base/hash.h"
#include "core/contract/error.h"
#include "core/image/digest.h"
#include "core/image/image.h"
#include "core/image/imagefolder.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

using namespace agentarium;
using namespace agentarium::image;
namespace fs = std::filesystem;

namespace {

void writeFile(const fs::path& file, const std::string& bytes) {
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
}

/// An image of three small files, put into a data folder the way a build does it.
GuestImage makeImage(const fs::path& home, const std::string& root, const std::string& inputs = "inputs") {
    const ImageFolder images(home);
    const fs::path making = images.startNew();
    writeFile(making / "kernel", "kernel");
    writeFile(making / "initrd", "initrd");
    writeFile(making / "root.erofs", root);
    Manifest manifest;
    manifest.digest = imageDigest(making);
    manifest.kernelVersion = "6.12";
    manifest.packages = {{"python3", "3.13"}};
    manifest.inputs = inputs;
    return images.adopt(making, manifest);
}

struct Member {
    std::string path;
    std::string bytes;
    std::string link;
};

void makeTar(const fs::path& file, const std::vector<Member>& members) {
    WriteArchive out(archive_write_new());
    archive_write_add_filter_zstd(out.get());
    archive_write_set_format_pax_restricted(out.get());
    archive_write_open_filename(out.get(), file.c_str());
    for (const Member& member : members) {
        Entry entry(archive_entry_new());
        archive_entry_set_pathname(entry.get(), member.path.c_str());
        archive_entry_set_filetype(entry.get(), member.link.empty() ? AE_IFREG : AE_IFLNK);
        archive_entry_set_perm(entry.get(), 0644);
        if (!member.link.empty()) archive_entry_set_symlink(entry.get(), member.link.c_str());
        archive_entry_set_size(entry.get(), static_cast<la_int64_t>(member.bytes.size()));
        archive_write_header(out.get(), entry.get());
        archive_write_data(out.get(), member.bytes.data(), member.bytes.size());
    }
    archive_write_close(out.get());
}

QString importMessage(const fs::path& home, const fs::path& file) {
    jobs::SilentJob job;
    try {
        ImageStore(home, {}).import(file, job);
    } catch (const Error& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

} // namespace

class ImageStoreTest : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_dir = std::make_unique<QTemporaryDir>();
        m_home = m_dir->path().toStdString() + "/home";
    }

    void anEmptyDataFolderHasNoImage() {
        const ImageStore store(m_home, {});
        QVERIFY(!store.current());
        QVERIFY(!store.hostPython());
    }

    void theDigestIsTheSumOverKernelInitrdAndRootInThatOrder() {
        const GuestImage made = makeImage(m_home, "root");
        Sha256 sum;
        sum.update("kernelinitrdroot");
        QCOMPARE(made.digest, sum.finish());
        QCOMPARE(made.bytes, std::uintmax_t(16));
        QCOMPARE(made.path.filename().string(), made.digest);
        const auto json = ImageStore(m_home, {}).current()->toJson();
        QCOMPARE(json["kernel"].get<std::string>(), std::string("6.12"));
        QCOMPARE(json["packages"][0]["name"].get<std::string>(), std::string("python3"));
    }

    void anImageThatLostAFileIsNotCurrent() {
        const GuestImage made = makeImage(m_home, "root");
        fs::remove(made.initrd());
        QVERIFY(!ImageStore(m_home, {}).current());
    }

    void anImageOfTheSameInputsIsFoundAgainAndOthersAreNot() {
        const GuestImage made = makeImage(m_home, "root", "these");
        makeImage(m_home, "other", "those");
        QCOMPARE(ImageFolder(m_home).findByInputs("these")->digest, made.digest);
        QVERIFY(!ImageFolder(m_home).findByInputs("none"));
    }

    void onlyTheLastThreeImagesAreKept() {
        for (const char* root : {"1", "2", "3", "4"}) {
            makeImage(m_home, root);
            QTest::qWait(20);
        }
        int folders = 0;
        for (const auto& entry : fs::directory_iterator(m_home / "images"))
            folders += entry.is_directory();
        QCOMPARE(folders, 3);
        Sha256 sum;
        sum.update("kernelinitrd4");
        QCOMPARE(ImageStore(m_home, {}).current()->digest, sum.finish());
    }

    void anExportedImageIsTheSameAfterImport() {
        const GuestImage made = makeImage(m_home, std::string(3'000'000, 'r'));
        const fs::path file = m_home / "image.tar.zst";
        jobs::SilentJob job;
        ImageStore(m_home, {}).exportTo(file, job);
        const fs::path other = m_dir->path().toStdString() + "/other";
        const GuestImage taken = ImageStore(other, {}).import(file, job);
        QCOMPARE(taken.digest, made.digest);
        QCOMPARE(taken.packages.size(), std::size_t(1));
        QCOMPARE(sha256Of({taken.root()}), sha256Of({made.root()}));
        QCOMPARE(ImageStore(other, {}).current()->digest, made.digest);
    }

    void aChangedFileIsRefusedByItsDigestAndLeavesNothing() {
        const GuestImage made = makeImage(m_home, "root");
        const fs::path file = m_home / "bad.tar.zst";
        makeTar(file, {{"manifest.json", "{\"digest\":\"" + made.digest + "\"}", ""},
                       {"kernel", "kernel", ""},
                       {"initrd", "initrd", ""},
                       {"root.erofs", "Root", ""}});
        const fs::path other = m_dir->path().toStdString() + "/other";
        QVERIFY(importMessage(other, file).contains("digest"));
        QVERIFY(!ImageStore(other, {}).current());
        QVERIFY(!fs::exists(other / "images/.making"));
    }

    void entriesThatHaveNoPlaceInAnImageAreRefusedByName_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("link");
        QTest::newRow("dots") << "../evil"
                              << "";
        QTest::newRow("absolute") << "/tmp/agentarium-evil"
                                  << "";
        QTest::newRow("dots within") << "kernel/../../evil"
                                     << "";
        QTest::newRow("another name") << "evil"
                                      << "";
        QTest::newRow("symbolic link") << "kernel"
                                       << "/etc/passwd";
    }
    void entriesThatHaveNoPlaceInAnImageAreRefusedByName() {
        QFETCH(QString, path);
        QFETCH(QString, link);
        fs::create_directories(m_home);
        const fs::path file = m_home / "evil.tar.zst";
        makeTar(file, {{path.toStdString(), link.isEmpty() ? "x" : "", link.toStdString()}});
        QVERIFY2(importMessage(m_home, file).contains(path), qPrintable(importMessage(m_home, file)));
        QVERIFY(!fs::exists(m_home / "evil"));
        QVERIFY(!fs::exists("/tmp/agentarium-evil"));
    }

    void filesThatAreNoImageAreRefused() {
        fs::create_directories(m_home);
        writeFile(m_home / "text", "not an archive at all");
        QVERIFY(importMessage(m_home, m_home / "text").contains("not a guest image"));
        QVERIFY(importMessage(m_home, m_home / "missing").contains("no file"));
        makeTar(m_home / "part.tar.zst", {{"kernel", "kernel", ""}});
        QVERIFY(importMessage(m_home, m_home / "part.tar.zst").contains("lacks"));
        makeTar(m_home / "twice.tar.zst", {{"kernel", "kernel", ""}, {"kernel", "kernel", ""}});
        QVERIFY(importMessage(m_home, m_home / "twice.tar.zst").contains("'kernel'"));
    }

    void aFileThatIsCutShortIsRefused() {
        makeImage(m_home, std::string(3'000'000, 'r'));
        const fs::path file = m_home / "image.tar.zst";
        jobs::SilentJob job;
        ImageStore(m_home, {}).exportTo(file, job);
        fs::resize_file(file, fs::file_size(file) / 2);
        QVERIFY(importMessage(m_dir->path().toStdString() + "/other", file).contains("not a guest image"));
    }

    void buildingWithoutTheGuestsInitSaysHowToGoOn() {
        jobs::SilentJob job;
        try {
            ImageStore(m_home, {"/nonexistent/agentarium-init", AGENTARIUM_SOURCE_DIR "/resources/guest"})
                .build(job);
            QFAIL("built without an init");
        } catch (const Error& error) {
            QVERIFY(QString::fromStdString(error.fix()).contains("image import FILE"));
        }
    }

    void aCancelledImportLeavesTheCurrentImage() {
        const GuestImage made = makeImage(m_home, "root");
        const fs::path file = m_home / "image.tar.zst";
        jobs::SilentJob job;
        ImageStore(m_home, {}).exportTo(file, job);
        job.cancel();
        try {
            ImageStore(m_home, {}).import(file, job);
            QFAIL("not cancelled");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::Cancelled);
        }
        QCOMPARE(ImageStore(m_home, {}).current()->digest, made.digest);
    }

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path m_home;
};

QTEST_GUILESS_MAIN(ImageStoreTest)
#include "tst_image_store.moc"
