// SPDX-License-Identifier: Apache-2.0
#include "core/contract/error.h"
#include "core/host/doctor.h"
#include "core/host/machine_checks.h"
#include "core/host/system_checks.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QtTest>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <thread>

using namespace agentarium;
using namespace agentarium::host;
using nlohmann::json;

namespace {

/// An engine that answers, fails or never answers.
class FakeMachines : public machines::Machines {
public:
    enum Mode { Answers, Fails, Hangs } mode = Answers;
    machines::Capabilities found;

    Task<machines::Capabilities> capabilities() override {
        if (mode == Fails) throw Error(ErrorKind::RuntimeFailed, "no emulator here", "install one");
        if (mode == Hangs) {
            asio::steady_timer never(co_await asio::this_coro::executor, std::chrono::hours(1));
            co_await never.async_wait(asio::use_awaitable);
        }
        co_return found;
    }
    Task<machines::Machine> startPaused(machines::MachineSpec) override { co_return machines::Machine{}; }
    Task<void> resume(std::string) override { co_return; }
    Task<void> suspend(std::string) override { co_return; }
    Task<void> save(std::string, std::filesystem::path) override { co_return; }
    Task<void> relabel(std::string, std::map<std::string, std::string>) override { co_return; }
    Task<void> destroy(std::string) override { co_return; }
    Task<std::vector<machines::Machine>> list() override { co_return std::vector<machines::Machine>{}; }
    void onStopped(std::function<void(std::string, std::string)>) override {}
    void close() override {}
};

machines::Capabilities emulated() {
    machines::Capabilities c;
    c.uri = "qemu:///embed";
    c.accelerator = "tcg";
    c.emulator = "/usr/bin/qemu-system-aarch64";
    c.emulatorVersion = "10.0.2";
    c.libvirtVersion = "11.3.0";
    c.machineType = "virt-10.0";
    return c;
}

json find(const json& report, const std::string& id) {
    for (const json& check : report.at("checks"))
        if (check.at("id") == id) return check;
    return {};
}

} // namespace

class TestDoctor : public QObject {
    Q_OBJECT
    QTemporaryDir m_dir;
    FakeMachines m_machines;

    json report(std::function<std::optional<std::string>()> image, std::chrono::milliseconds limit) {
        asio::io_context io;
        Doctor doctor({m_dir.path().toStdString(), m_machines, std::move(image), limit});
        json found;
        bool done = false;
        asio::co_spawn(io, doctor.run(), [&](std::exception_ptr, json result) {
            found = std::move(result);
            done = true;
        });
        while (!done)
            io.run_one();
        return found;
    }

private slots:
    void init() {
        m_machines.mode = FakeMachines::Answers;
        m_machines.found = emulated();
    }

    void everyCheckHasAllKeysAndUnderEmulationTheWarningIsHonest() {
        const json found = report([] { return "image abc"; }, std::chrono::seconds(15));
        QCOMPARE(found.at("accelerator").get<std::string>(), std::string("tcg"));
        QCOMPARE(found.at("isolates").get<bool>(), false);
        QVERIFY(found.at("checks").size() >= 10);
        for (const json& check : found.at("checks"))
            for (const char* key : {"id", "title", "state", "reason", "fix"})
                QVERIFY2(check.contains(key), key);
        const json accelerator = find(found, "accelerator");
        QCOMPARE(accelerator.at("state").get<std::string>(), std::string("warn"));
        QVERIFY(accelerator.at("reason").get<std::string>().find("security boundary") != std::string::npos);
        QCOMPARE(find(found, "image").at("reason").get<std::string>(), std::string("image abc"));
    }

    void onlyAHostThatEmulatesWarnsOfIsolation() {
        const auto warning = [this](std::chrono::milliseconds limit) {
            asio::io_context io;
            Doctor doctor({m_dir.path().toStdString(), m_machines, nullptr, limit});
            std::optional<std::string> found = "not asked";
            asio::co_spawn(io, doctor.isolationWarning(limit),
                           [&](std::exception_ptr, std::optional<std::string> result) { found = result; });
            while (found == "not asked" && io.run_one() > 0) {
            }
            return found;
        };
        QVERIFY(warning(std::chrono::seconds(5)) == std::optional<std::string>(kNoBoundary));
        m_machines.mode = FakeMachines::Fails;
        QVERIFY(!warning(std::chrono::seconds(5)));
        m_machines.mode = FakeMachines::Answers;
        m_machines.found.isolates = true;
        QVERIFY(!warning(std::chrono::seconds(5)));
    }

    void withoutAnEmulatorItFailsWithTheFixAndStillAnswers() {
        m_machines.mode = FakeMachines::Fails;
        const json found = report(nullptr, std::chrono::seconds(15));
        QCOMPARE(found.at("ok").get<bool>(), false);
        QVERIFY(found.at("accelerator").is_null());
        QCOMPARE(find(found, "emulator").at("fix").get<std::string>(), std::string("install one"));
        QCOMPARE(find(found, "accelerator").at("state").get<std::string>(), std::string("skipped"));
        QCOMPARE(find(found, "image").at("state").get<std::string>(), std::string("warn"));
        QCOMPARE(find(found, "home").at("state").get<std::string>(), std::string("ok"));
    }

    void aCheckThatHangsFailsAloneInTime() {
        m_machines.mode = FakeMachines::Hangs;
        QElapsedTimer timer;
        timer.start();
        const json found = report(
            []() -> std::optional<std::string> {
                std::this_thread::sleep_for(std::chrono::seconds(4));
                return std::nullopt;
            },
            std::chrono::milliseconds(1500));
        QVERIFY(timer.elapsed() < 6000);
        QCOMPARE(find(found, "emulator").at("state").get<std::string>(), std::string("fail"));
        QCOMPARE(find(found, "image").at("state").get<std::string>(), std::string("fail"));
        QCOMPARE(find(found, "disk").at("state").get<std::string>(),
                 diskCheck(m_dir.path().toStdString()).toJson().at("state").get<std::string>());
    }

    void oldVersionsAreRefused() {
        machines::Capabilities old = emulated();
        old.emulatorVersion = "7.2.9";
        old.libvirtVersion = "9.0.0";
        QVERIFY(emulatorCheck(old).state == CheckState::Fail && !emulatorCheck(old).fix.empty());
        QVERIFY(libvirtCheck(old).state == CheckState::Fail);
        QVERIFY(emulatorCheck(emulated()).state == CheckState::Ok);
        QVERIFY(atLeast("8.2", "8.2") && atLeast("10.0.2", "8.2") && atLeast("8.10", "8.2"));
        QVERIFY(!atLeast("8.1.9", "8.2") && !atLeast("", "8.2"));
    }

    void hardwareVirtualisationIsIsolation() {
        machines::Capabilities kvm = emulated();
        kvm.accelerator = "kvm";
        kvm.isolates = true;
        QVERIFY(acceleratorCheck(kvm).state == CheckState::Ok);
    }

    void littleMemoryOrDiskIsSaid() {
        constexpr std::uint64_t gb = 1024 * 1024 * 1024;
        QVERIFY(memoryVerdict(8 * gb).state == CheckState::Ok);
        QVERIFY(memoryVerdict(gb).state == CheckState::Warn);
        QVERIFY(memoryVerdict(gb / 4).state == CheckState::Fail);
        QVERIFY(diskVerdict(100 * gb, "/h").state == CheckState::Ok);
        QVERIFY(diskVerdict(gb, "/h").state == CheckState::Warn);
        QVERIFY(diskVerdict(1000, "/h").state == CheckState::Fail);
    }

    void aHomeThatIsAFileIsNotWritable() {
        QFile file(m_dir.filePath("file"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const Check check = homeCheck(file.fileName().toStdString());
        QVERIFY(check.state == CheckState::Fail && !check.fix.empty());
        QCOMPARE(QDir(m_dir.path()).entryList({".doctor-*"}, QDir::Files | QDir::Hidden).size(), 0);
    }
};

QTEST_GUILESS_MAIN(TestDoctor)
#include "tst_doctor.moc"
