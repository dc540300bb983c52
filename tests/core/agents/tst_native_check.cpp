// SPDX-License-Identifier: Apache-2.0
#include "core/agents/elf.h"
#include "core/agents/native_check.h"
#include "tests/core/agents/files.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace agentarium;
using namespace agentarium::agents;
using namespace agentarium::test;
namespace fs = std::filesystem;

namespace {

std::string elf(int machine, int bits = 64, bool little = true, int type = 3) {
    std::string head("\x7F"
                     "ELF");
    head += static_cast<char>(bits == 64 ? 2 : 1);
    head += static_cast<char>(little ? 1 : 2);
    head.resize(64, '\0');
    head[little ? 16 : 17] = static_cast<char>(type);
    head[little ? 18 : 19] = static_cast<char>(machine);
    return head;
}

constexpr int kArm64 = 183;
constexpr int kX86 = 62;

} // namespace

class TestNativeCheck : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    jobs::SilentJob m_job;
    fs::path code() const { return m_dir->path().toStdString(); }

private slots:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void foreignCodeIsRefusedByName_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("builtFor");
        const auto row = [](const char* title, const char* name, const std::string& content,
                            const char* builtFor) {
            QTest::newRow(title) << name << QByteArray::fromStdString(content) << builtFor;
        };
        row("x86-64", "pkg/_x.cpython-313-aarch64-linux-gnu.so", elf(kX86), "x86-64");
        row("32-bit ARM", "lib.so", elf(40, 32), "32-bit ARM");
        row("big endian", "lib.so", elf(kArm64, 64, false), "big endian");
        row("old Python", "pkg/_x.cpython-312-aarch64-linux-gnu.so", elf(kArm64), "CPython 3.12");
        row("free-threaded Python", "pkg/_x.cpython-313t-aarch64-linux-gnu.so", elf(kArm64), "3.13t");
        row("musl", "pkg/_x.cpython-313-aarch64-linux-musl.so", elf(kArm64), "aarch64-linux-musl");
        row("PyPy", "pkg/_x.pypy310-pp73-aarch64-linux-gnu.so", elf(kArm64), "pypy310");
        row("macOS", "pkg/_x.cpython-313-darwin.so", "\xCF\xFA\xED\xFE more", "macOS");
        row("cut off", "lib.so", elf(kArm64).substr(0, 12), "cut off");
        row("empty", "lib.so", "", "empty");
        row("versioned library", "pkg.libs/libgomp-d22c30c5.so.1.0.0", elf(kX86), "x86-64");
        row("program without extension", "bin/tool", elf(kX86, 64, true, 2), "x86-64");
    }
    void foreignCodeIsRefusedByName() {
        QFETCH(QString, name);
        QFETCH(QByteArray, content);
        QFETCH(QString, builtFor);
        write(code() / name.toStdString(), content.toStdString());
        const Error error = errorOf([&] { checkNativeCode(code(), m_job); });
        QCOMPARE(error.kind(), ErrorKind::BadInput);
        VERIFY_HAS(error.what(), name.toStdString());
        VERIFY_HAS(error.what(), builtFor.toStdString());
        VERIFY_HAS(error.fix(), "aarch64");
    }

    void whatTheGuestCanLoadPasses() {
        write(code() / "pkg/_a.cpython-313-aarch64-linux-gnu.so", elf(kArm64));
        write(code() / "pkg/_b.abi3.so", elf(kArm64));
        write(code() / "pkg/_c.so", elf(kArm64));
        write(code() / "pkg.libs/libz.so.1", elf(kArm64));
        write(code() / "bin/tool", elf(kArm64, 64, true, 2));
        const Check check = checkNativeCode(code(), m_job);
        QCOMPARE(check.state, std::string("ok"));
        VERIFY_HAS(check.detail, "5 native files");
    }

    void dataThatOnlyLooksNativeIsLeftAlone() {
        write(code() / "setuptools/cli.exe", "MZ.....");
        write(code() / "obj/x.o", elf(kX86, 64, true, 1));
        write(code() / "lib.so", "INPUT(libreal.so)\n");
        write(code() / "short", "\x7F"
                                "EL");
        fs::create_symlink("nowhere", code() / "link.so");
        QCOMPARE(checkNativeCode(code(), m_job).detail,
                 std::string("1 native file, all for AArch64 and CPython 3.13."));
    }

    void buildsForOtherPythonsBesideTheGuestsDoNoHarm() {
        write(code() / "p/_x.cpython-313-aarch64-linux-gnu.so", elf(kArm64));
        write(code() / "p/_x.cpython-311-x86_64-linux-gnu.so", elf(kX86));
        QCOMPARE(checkNativeCode(code(), m_job).state, std::string("ok"));
    }

    void theHostsOwnProgramIsRecognised() {
        const auto header = readBinaryHeader("/proc/self/exe");
        QVERIFY(header);
        QVERIFY(header->format == BinaryHeader::Format::Elf);
        QVERIFY(!header->truncated);
        QCOMPARE(header->bits, 64);
        QVERIFY(header->machine == kX86 || header->machine == kArm64);
    }
};

QTEST_GUILESS_MAIN(TestNativeCheck)
#include "tst_native_check.moc"
