// SPDX-License-Identifier: Apache-2.0
#include "core/archives/archives.h"
#include "core/contract/error.h"
#include "core/image/applets.h"
#include "core/image/debfile.h"
#include "core/image/digest.h"
#include "core/image/initrd.h"
#include "core/image/modules.h"
#include "core/image/rawfile.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cstring>
#include <fstream>

using namespace agentarium;
using namespace agentarium::image;
namespace fs = std::filesystem;

namespace {

template <class T>
void put(std::string& bytes, std::size_t at, T value) {
    std::memcpy(bytes.data() + at, &value, sizeof value);
}

/// A relocatable ELF-64 file with a section table of three: none, .modinfo, .shstrtab.
std::string moduleFile(const std::string& modinfo) {
    const std::string names("\0.modinfo\0.shstrtab\0", 20);
    std::string elf(64, '\0');
    std::memcpy(elf.data(), "\177ELF\2\1\1", 7);
    const std::uint64_t infoAt = elf.size();
    elf += modinfo;
    const std::uint64_t namesAt = elf.size();
    elf += names;
    put<std::uint64_t>(elf, 0x28, elf.size());
    put<std::uint16_t>(elf, 0x3A, 64);
    put<std::uint16_t>(elf, 0x3C, 3);
    put<std::uint16_t>(elf, 0x3E, 2);
    elf += std::string(64, '\0');
    const auto section = [&](std::uint32_t name, std::uint64_t offset, std::uint64_t size) {
        std::string header(64, '\0');
        put(header, 0, name);
        put(header, 0x18, offset);
        put(header, 0x20, size);
        elf += header;
    };
    section(1, infoAt, modinfo.size());
    section(10, namesAt, names.size());
    return elf;
}

std::string modinfo(const std::string& needs, const std::string& soft = {}) {
    const std::string nul(1, '\0');
    return "license=GPL" + nul + (soft.empty() ? "" : "softdep=pre: " + soft + " post: late" + nul) +
           "depends=" + needs + nul;
}

void writeFile(const fs::path& file, const std::string& bytes) {
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
}

/// A .deb of one tar with the given entries: path, and a link's target or nothing for a file.
void makeDeb(const fs::path& deb, const std::vector<std::pair<std::string, std::string>>& entries) {
    std::vector<char> tar(1 << 20);
    std::size_t used = 0;
    WriteArchive inner(archive_write_new());
    archive_write_set_format_ustar(inner.get());
    archive_write_open_memory(inner.get(), tar.data(), tar.size(), &used);
    for (const auto& [path, target] : entries) {
        Entry entry(archive_entry_new());
        archive_entry_set_pathname(entry.get(), path.c_str());
        archive_entry_set_perm(entry.get(), 04755);
        archive_entry_set_filetype(entry.get(), target.empty() ? AE_IFREG : AE_IFLNK);
        if (target.empty())
            archive_entry_set_size(entry.get(), 4);
        else
            archive_entry_set_symlink(entry.get(), target.c_str());
        archive_write_header(inner.get(), entry.get());
        if (target.empty()) archive_write_data(inner.get(), "data", 4);
    }
    archive_write_close(inner.get());
    WriteArchive outer(archive_write_new());
    archive_write_set_format_ar_svr4(outer.get());
    archive_write_open_filename(outer.get(), deb.c_str());
    Entry entry(archive_entry_new());
    archive_entry_set_pathname(entry.get(), "data.tar");
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(used));
    archive_write_header(outer.get(), entry.get());
    archive_write_data(outer.get(), tar.data(), used);
    archive_write_close(outer.get());
}

} // namespace

class ImageParts : public QObject {
    Q_OBJECT

private slots:
    void aModuleSaysWhatItNeeds() {
        const ModuleInfo info = readModuleInfo(moduleFile(modinfo("libcrc32c,net-fs", "crc32c")));
        QCOMPARE(info.needs, (std::vector<std::string>{"crc32c", "libcrc32c", "net_fs"}));
        QVERIFY(readModuleInfo(moduleFile(modinfo(""))).needs.empty());
        QVERIFY_EXCEPTION_THROWN(readModuleInfo("text"), Error);
        QVERIFY_EXCEPTION_THROWN(readModuleInfo(moduleFile(modinfo("a")).substr(0, 120)), Error);
    }

    void modulesAreLoadedAfterWhatTheyNeed() {
        const auto info = [](const std::string& name) -> std::optional<ModuleInfo> {
            if (name == "erofs") return ModuleInfo{{"libcrc32c", "built_in"}};
            if (name == "built_in") return std::nullopt;
            if (name == "circle") return ModuleInfo{{"circle"}};
            return ModuleInfo{};
        };
        QCOMPARE(loadOrder({"overlay", "erofs", "libcrc32c", "virtio-rng", "overlay"}, info),
                 (std::vector<std::string>{"overlay", "libcrc32c", "erofs", "virtio_rng"}));
        QVERIFY_EXCEPTION_THROWN(loadOrder({"circle"}, info), Error);
    }

    void theInitrdIsTheSameForTheSameInputsAndListsItsModules() {
        QTemporaryDir dir;
        const fs::path root = dir.path().toStdString();
        writeFile(root / "init", "program");
        writeFile(root / "m/kernel/fs/erofs.ko", moduleFile(modinfo("libcrc32c")));
        writeFile(root / "m/kernel/lib/libcrc32c.ko", moduleFile(modinfo("")));
        writeFile(root / "m/modules.builtin", "kernel/drivers/virtio/virtio_pci.ko\n");
        guestInitrd(root / "init", root / "m", {"virtio-pci", "erofs"}).write(root / "one");
        fs::last_write_time(root / "init", fs::file_time_type::clock::now() - std::chrono::hours(48));
        guestInitrd(root / "init", root / "m", {"virtio-pci", "erofs"}).write(root / "two");
        const std::string bytes = readRawFile(root / "one");
        QCOMPARE(sha256Of({root / "one"}), sha256Of({root / "two"}));
        QCOMPARE(bytes.substr(0, 6), std::string("070701"));
        QVERIFY(bytes.find("/modules/libcrc32c.ko\n/modules/erofs.ko\n") != std::string::npos);
        QVERIFY_EXCEPTION_THROWN(guestInitrd(root / "init", root / "m", {"virtio_blk"}), Error);
    }

    void commandsOfABusyboxAreFoundInItsTable() {
        const auto table = [](const std::string& names) {
            std::string bytes;
            for (char c : names)
                bytes += c == ' ' ? '\0' : c;
            return std::string("ELF..") + '\0' + bytes + std::string(2, '\0') + "rest";
        };
        QCOMPARE(busyboxApplets(table("[ [[ ash cat ls sh")),
                 (std::vector<std::string>{"[", "[[", "ash", "cat", "ls", "sh"}));
        QVERIFY_EXCEPTION_THROWN(busyboxApplets(table("[ [[ zz cat ls sh")), Error);
        QVERIFY_EXCEPTION_THROWN(busyboxApplets("nothing"), Error);
    }

    void packagesAreUnpackedWithPlainModesAndWithoutWhatIsDropped() {
        QTemporaryDir dir;
        const fs::path root = dir.path().toStdString();
        makeDeb(root / "p.deb", {{"./usr/bin/tool", ""}, {"./usr/share/doc/x", ""}, {"./usr/bin/t", "tool"}});
        unpackDeb(root / "p.deb", root / "out",
                  [](const std::string& path) { return path.rfind("usr/share", 0) != 0; });
        QCOMPARE(readRawFile(root / "out/usr/bin/tool"), std::string("data"));
        QCOMPARE(static_cast<unsigned>(fs::status(root / "out/usr/bin/tool").permissions()), 0755u);
        QCOMPARE(fs::read_symlink(root / "out/usr/bin/t").string(), std::string("tool"));
        QVERIFY(!fs::exists(root / "out/usr/share"));
    }

    void packagesThatClimbOutOfTheirFolderAreRefused() {
        QTemporaryDir dir;
        const fs::path root = dir.path().toStdString();
        const auto all = [](const std::string&) { return true; };
        fs::create_directories(root / "out");
        makeDeb(root / "dots.deb", {{"./usr/../../evil", ""}});
        QVERIFY_EXCEPTION_THROWN(unpackDeb(root / "dots.deb", root / "out", all), Error);
        makeDeb(root / "link.deb", {{"./way", "/"}, {"./way/evil", ""}});
        QVERIFY_EXCEPTION_THROWN(unpackDeb(root / "link.deb", root / "out", all), Error);
        QVERIFY(!fs::exists(root / "evil"));
    }

    void theSumOverAFolderSeesNamesContentsAndExecutableBits() {
        QTemporaryDir dir;
        const fs::path root = dir.path().toStdString();
        writeFile(root / "a/x", "1");
        const std::string first = sha256OfTree(root / "a");
        writeFile(root / "a/__pycache__/x.pyc", "noise");
        QCOMPARE(sha256OfTree(root / "a"), first);
        fs::permissions(root / "a/x", static_cast<fs::perms>(0755));
        const std::string executable = sha256OfTree(root / "a");
        QVERIFY(executable != first);
        writeFile(root / "a/x", "2");
        QVERIFY(sha256OfTree(root / "a") != executable);
    }
};

QTEST_GUILESS_MAIN(ImageParts)
#include "tst_image_parts.moc"
