// SPDX-License-Identifier: Apache-2.0
#include "core/contract/error.h"
#include "core/image/imagefolder.h"
#include "tests/core/starts/starts_fixture.h"

#include <QtTest>

#include <fstream>
#include <semaphore>

using namespace agentarium;
using namespace agentarium::starts;
namespace fs = std::filesystem;

namespace {

/// A data folder with a guest image no emulator would take.
void putImage(const fs::path& home) {
    const image::ImageFolder images(home);
    const fs::path folder = images.startNew();
    for (const char* name : {"kernel", "initrd", "root.erofs"})
        std::ofstream(folder / name) << name;
    image::Manifest manifest;
    manifest.digest = image::imageDigest(folder);
    images.adopt(folder, manifest);
}

struct Fixture : tests::StartsFixture {
    Fixture() { putImage(home); }

    static agents::AgentVersion version() {
        agents::AgentVersion version;
        version.agentName = "a";
        version.number = 1;
        version.status = "READY";
        version.settings.egress = agents::EgressPolicy::parse("none");
        return version;
    }
    bool runUntil(const std::function<bool()>& done) {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!done() && std::chrono::steady_clock::now() < until) {
            io.restart(); // it stops while only other threads have work
            io.run_for(std::chrono::milliseconds(10));
        }
        return done();
    }
    bool closes() {
        bool closed = false;
        asio::co_spawn(io, starts.close(), [&](const std::exception_ptr&) { closed = true; });
        return runUntil([&] { return closed; });
    }
    nlohmann::json templateJob() const {
        for (const nlohmann::json& job : jobs.list())
            if (job["kind"] == "template") return job;
        return nlohmann::json::object();
    }
};

} // namespace

class TestStarts : public QObject {
    Q_OBJECT
private slots:
    void aJobThatIsCancelledBeforeItBeganIsOver() {
        Fixture f;
        std::counting_semaphore<4> blocked{0};
        for (int i = 0; i < 4; ++i)
            f.jobs.start("other", "Keeps a thread busy", [&](jobs::JobContext&) {
                blocked.acquire();
                return nlohmann::json();
            });
        f.starts.prepare(Fixture::version());
        QVERIFY(f.runUntil([&] { return !f.templateJob().empty(); }));
        f.jobs.cancel(f.templateJob()["id"]);
        blocked.release(4);
        QVERIFY(f.runUntil([&] { return f.templateJob().value("state", "") == "cancelled"; }));
        QVERIFY(f.closes());
    }

    void anyFailureEndsTheMaking() {
        Fixture f;
        f.machines.failing = true;
        f.machines.failure =
            std::make_exception_ptr(boost::system::system_error(asio::error::connection_reset));
        f.starts.prepare(Fixture::version());
        QVERIFY(f.runUntil([&] { return f.templateJob().value("state", "") == "failed"; }));
        std::string fallback;
        asio::co_spawn(f.io, f.starts.plan(Fixture::version(), *f.images.current()),
                       [&](const std::exception_ptr&, const Plan& plan) { fallback = plan.fallback; });
        QVERIFY(f.runUntil([&] { return !fallback.empty(); }));
        QVERIFY2(QString::fromStdString(fallback).contains("could not be made"), fallback.c_str());
        QVERIFY(f.closes());
    }
};

QTEST_GUILESS_MAIN(TestStarts)
#include "tst_starts.moc"
