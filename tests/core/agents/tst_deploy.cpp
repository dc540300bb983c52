// SPDX-License-Identifier: Apache-2.0
#include "core/agents/pipeline.h"
#include "core/base/subprocess.h"
#include "tests/core/agents/files.h"

#include <QTemporaryDir>
#include <QtTest>

#include <mutex>
#include <set>
#include <sys/stat.h>
#include <thread>

using namespace agentarium;
using namespace agentarium::agents;
using namespace agentarium::test;
namespace fs = std::filesystem;

namespace {

const std::string kHello =
    "from bedrock_agentcore import BedrockAgentCoreApp\napp = BedrockAgentCoreApp()\n"
    "@app.entrypoint\ndef invoke(payload):\n    return {'hello': payload.get('prompt')}\napp.run()\n";

class RecordingJob : public jobs::SilentJob {
public:
    void phase(const std::string& name) override { phases.push_back(name); }
    void log(const std::string& line) override {
        lines.push_back(line);
        if (onLine) onLine();
    }
    std::vector<std::string> phases;
    std::vector<std::string> lines;
    std::function<void()> onLine;
};

void makeWheel(const fs::path& folder, const std::string& name, const std::string& tag,
               const std::vector<Member>& content, const std::string& requires_ = {}) {
    fs::create_directories(folder);
    const std::string info = name + "-1.0.dist-info/";
    std::vector<Member> members = content;
    std::string record;
    for (const Member& member : content)
        record += member.name + ",,\n";
    members.push_back(
        {info + "METADATA", "Metadata-Version: 2.1\nName: " + name + "\nVersion: 1.0\n" + requires_});
    members.push_back(
        {info + "WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: " + tag + "\n"});
    members.push_back(
        {info + "RECORD", record + info + "METADATA,,\n" + info + "WHEEL,,\n" + info + "RECORD,,\n"});
    writeZip(folder / (name + "-1.0-" + tag + ".whl"), members);
}

std::string detailsOf(const nlohmann::json& result, const std::string& id) {
    std::string all;
    for (const auto& check : result["checks"])
        if (check["id"] == id)
            all += check["state"].get<std::string>() + ": " + check["detail"].get<std::string>() + "\n";
    return all;
}

/// A program put first into PATH while this lives.
class FakeProgram {
public:
    FakeProgram(const fs::path& folder, const std::string& name, const std::string& script)
        : m_before(qgetenv("PATH")) {
        write(folder / name, script);
        ::chmod((folder / name).c_str(), 0755);
        qputenv("PATH", QByteArray::fromStdString(folder.string()) + ":" + m_before);
    }
    ~FakeProgram() { qputenv("PATH", m_before); }
    FakeProgram(const FakeProgram&) = delete;
    FakeProgram& operator=(const FakeProgram&) = delete;

private:
    QByteArray m_before;
};

} // namespace

class TestDeploy : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<AgentStore> m_store;
    GuestTools m_tools;
    std::unique_ptr<RecordingJob> m_recording;

    fs::path base() const { return m_dir->path().toStdString(); }
    fs::path project() const { return base() / "hello"; }
    DeployRequest request() const {
        DeployRequest what;
        what.path = project();
        return what;
    }
    nlohmann::json deploy(const DeployRequest& what) {
        return deployWith(*m_store, m_tools, what, *m_recording);
    }
    /// The packed files of the newest version, unpacked again.
    fs::path unpacked(const std::string& agent) {
        const fs::path out = base() / "unpacked";
        fs::remove_all(out);
        const ProcessResult result = runProcess(
            {{"/usr/bin/fsck.erofs", "--extract=" + out.string(), m_store->resolve(agent).codeImage.string()},
             {},
             {},
             std::chrono::seconds(60)});
        if (!result.ok()) qWarning("%s", result.tail.c_str());
        return out;
    }

private slots:
    void init() {
        m_dir = std::make_unique<QTemporaryDir>();
        m_store = std::make_unique<AgentStore>(base() / "home");
        m_tools = {};
        m_recording = std::make_unique<RecordingJob>();
        write(project() / "main.py", kHello);
    }

    void helloBecomesAReadyVersion() {
        const nlohmann::json result = deploy(request());
        QCOMPARE(result["name"].get<std::string>(), std::string("hello"));
        QCOMPARE(result["version"].get<int>(), 1);
        QCOMPARE(result["status"].get<std::string>(), std::string("READY"));
        std::vector<std::string> names;
        for (const auto& phase : result["phases"]) {
            names.push_back(phase["name"]);
            QVERIFY(phase["ms"].get<double>() >= 0);
        }
        const std::vector<std::string> wanted{"read",    "entrypoint", "requirements", "check",
                                              "compile", "pack",       "store"};
        QCOMPARE(names, wanted);
        QCOMPARE(m_recording->phases, wanted);
        QVERIFY(fs::is_empty(m_store->stagingDir()));
        const AgentVersion version = m_store->resolve("hello");
        QCOMPARE(version.entryPoint, std::vector<std::string>{"main.py"});
        QCOMPARE(version.codeDigest.size(), 64U);
    }

    void theSameFolderGivesTheSameBytesAndANewVersion() {
        write(project() / "data/big.bin", std::string(100'000, 'x'));
        fs::create_symlink("data/big.bin", project() / "link");
        const auto first = deploy(request());
        fs::last_write_time(project() / "main.py", fs::file_time_type::clock::now() - std::chrono::hours(5));
        fs::permissions(project() / "main.py", fs::perms::owner_read | fs::perms::owner_write);
        const auto second = deploy(request());
        QCOMPARE(second["version"].get<int>(), 2);
        QCOMPARE(second["codeDigest"], first["codeDigest"]);
        write(project() / "main.py", kHello + "\n");
        QVERIFY(deploy(request())["codeDigest"] != first["codeDigest"]);
    }

    void aZipGivesWhatItsFolderGives() {
        const auto folder = deploy(request());
        writeZip(base() / "hello.zip", {{"main.py", kHello}});
        DeployRequest what;
        what.path = base() / "hello.zip";
        const auto zip = deploy(what);
        QCOMPARE(zip["codeDigest"], folder["codeDigest"]);
        QCOMPARE(zip["name"], folder["name"]);
        writeZip(base() / "hello.zip", {{"hello/main.py", kHello}});
        QCOMPARE(deploy(what)["codeDigest"], folder["codeDigest"]);
    }

    void settingsOfTheRequestBeatThoseOfTheProject() {
        write(project() / "agentcore.yaml", "name: my-agent\nmemory: 512\ntimeout: 30\nmax_session_duration: "
                                            "600\nenvironment: {A: file, B: file}\n");
        DeployRequest what = request();
        what.memoryMb = 2048;
        what.env = {{"A", "asked"}};
        what.egress = "none";
        const auto result = deploy(what);
        QCOMPARE(result["name"].get<std::string>(), std::string("my_agent"));
        VERIFY_HAS(detailsOf(result, "name"), "my-agent");
        const VersionSettings settings = m_store->resolve("my_agent").settings;
        QCOMPARE(settings.memoryMb, 2048);
        QCOMPARE(settings.timeoutS, 30);
        QCOMPARE(settings.maxLifetimeS, 600);
        QCOMPARE(settings.idleTimeoutS, 600);
        QCOMPARE(settings.env, (std::map<std::string, std::string>{{"A", "asked"}, {"B", "file"}}));
        QVERIFY(settings.egress.mode == EgressPolicy::Mode::None);
    }

    void badRequestsAreRefusedAndLeaveNoVersion_data() {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("said");
        QTest::newRow("name") << R"({"name":"my-agent"})"
                              << "my-agent";
        QTest::newRow("memory") << R"({"memoryMb":16})"
                                << "16";
        QTest::newRow("vcpus") << R"({"vcpus":64})"
                               << "64";
        QTest::newRow("idle over life") << R"({"idleTimeout":100,"maxLifetime":50})"
                                        << "longer";
        QTest::newRow("protocol") << R"({"protocol":"SOAP"})"
                                  << "SOAP";
        QTest::newRow("egress") << R"({"egress":"http://x/"})"
                                << "http";
        QTest::newRow("type") << R"({"memoryMb":"much"})"
                              << "memoryMb";
        QTest::newRow("number") << R"({"memoryMb":4294968320})"
                                << "memoryMb";
        QTest::newRow("env") << R"({"env":{"A":1}})"
                             << "A";
        QTest::newRow("relative path") << R"({"path":"hello"})"
                                       << "absolute";
        QTest::newRow("no such path") << R"({"path":"/nowhere/agent"})"
                                      << "/nowhere/agent";
        QTest::newRow("wheels") << R"({"wheels":"/nowhere/wheels"})"
                                << "/nowhere/wheels";
    }
    void badRequestsAreRefusedAndLeaveNoVersion() {
        QFETCH(QString, json);
        QFETCH(QString, said);
        nlohmann::json body{{"path", project().string()}};
        body.update(nlohmann::json::parse(json.toStdString()));
        const Error error = errorOf([&] { deploy(DeployRequest::fromJson(body)); });
        QCOMPARE(error.kind(), ErrorKind::BadInput);
        VERIFY_HAS(error.what(), said.toStdString());
        QVERIFY(!error.fix().empty());
        for (const Agent& agent : m_store->list())
            QCOMPARE(agent.endpoints.front().targetVersion, 0);
        QVERIFY(fs::is_empty(m_store->stagingDir()));
    }

    void requirementsComeFromAWheelFolder() {
        const fs::path wheels = base() / "wheelfolder";
        makeWheel(wheels, "purelib", "py3-none-any", {{"purelib/__init__.py", "VALUE = 5\n"}},
                  "Requires-Dist: nativelib\n");
        makeWheel(wheels, "nativelib", "cp313-cp313-manylinux_2_34_aarch64", {{"nativelib/data.txt", "arm"}});
        makeWheel(wheels, "nativelib", "cp311-cp311-manylinux_2_17_x86_64",
                  {{"nativelib/data.txt", "intel"}});
        write(project() / "requirements.txt", "# packages\npurelib==1.0\n");
        DeployRequest what = request();
        what.wheels = wheels.string();
        const auto result = deploy(what);
        VERIFY_HAS(detailsOf(result, "requirements"), "ok: 2 packages");
        const fs::path out = unpacked("hello");
        QCOMPARE(read(out / "purelib/__init__.py"), std::string("VALUE = 5\n"));
        QCOMPARE(read(out / "nativelib/data.txt"), std::string("arm"));
        QVERIFY(!m_recording->lines.empty());
        QVERIFY(!fs::exists(project() / "purelib"));
    }

    void aWheelsFolderOfTheProjectIsUsedAndNotPacked() {
        makeWheel(project() / "wheels", "purelib", "py3-none-any",
                  {{"purelib/__init__.py", "VALUE = 5\n"}, {"main.py", "theirs"}});
        write(project() / "requirements.txt", "purelib\n");
        const auto result = deploy(request());
        const fs::path out = unpacked("hello");
        QVERIFY(fs::exists(out / "purelib/__init__.py"));
        QVERIFY(!fs::exists(out / "wheels"));
        QCOMPARE(read(out / "main.py"), kHello);
        VERIFY_HAS(detailsOf(result, "requirements"), "main.py");
        QVERIFY(fs::exists(project() / "wheels"));
        QCOMPARE(deploy(request())["codeDigest"], result["codeDigest"]);
    }

    void whatTheGuestBringsIsNotMissedOffline() {
        m_tools.packages = {{"bedrock-agentcore", "1.22.0"}, {"starlette", "0.46.1"}};
        makeWheel(project() / "wheels", "webthing", "py3-none-any", {{"webthing.py", ""}},
                  "Requires-Dist: starlette>=0.40\n");
        write(project() / "requirements.txt", "bedrock-agentcore\nwebthing\n");
        const auto result = deploy(request());
        VERIFY_HAS(detailsOf(result, "requirements"), "bedrock_agentcore, starlette");
        const fs::path out = unpacked("hello");
        QVERIFY(fs::exists(out / "webthing.py"));
        for (const auto& entry : fs::directory_iterator(out))
            QVERIFY(!has(entry.path().filename(), "starlette"));
        write(project() / "requirements.txt", "starlette>=99\nwebthing\n");
        VERIFY_HAS(errorOf([&] { deploy(request()); }).what(), "starlette>=99");
    }

    void aRequirementNobodyHasIsAFailedVersionWithTheToolsWords() {
        fs::create_directories(base() / "empty");
        write(project() / "requirements.txt", "no-such-package-xyz\n");
        DeployRequest what = request();
        what.wheels = (base() / "empty").string();
        const Error error = errorOf([&] { deploy(what); });
        QCOMPARE(error.kind(), ErrorKind::BadInput);
        VERIFY_HAS(error.what(), "no-such-package-xyz");
        QVERIFY(!error.fix().empty());
        const Agent agent = m_store->find("hello");
        QCOMPARE(agent.versions.front().status, std::string("CREATE_FAILED"));
        VERIFY_HAS(agent.versions.front().failureReason, "no-such-package-xyz");
        QVERIFY(fs::is_empty(m_store->stagingDir()));
    }

    void uvIsPreferredAndAskedForTheGuestsPlatform() {
        const FakeProgram uv(base() / "bin", "uv", "#!/bin/sh\necho \"$@\"\nexit 3\n");
        write(project() / "requirements.txt", "x\n");
        const Error error = errorOf([&] { deploy(request()); });
        VERIFY_HAS(error.what(), "uv ended with exit code 3");
        for (const char* word : {"pip install --target", "--python-platform aarch64-",
                                 "--python-version 3.13", "--only-binary :all:"})
            VERIFY_HAS(error.what(), word);
    }

    void withoutUvAndPipTheFixIsNamed() {
        const QByteArray path = qgetenv("PATH");
        fs::create_directories(base() / "bin");
        fs::create_symlink("/usr/bin/mkfs.erofs", base() / "bin/mkfs.erofs");
        qputenv("PATH", QByteArray::fromStdString((base() / "bin").string()));
        write(project() / "requirements.txt", "x\n");
        const Error error = errorOf([&] { deploy(request()); });
        qputenv("PATH", path);
        VERIFY_HAS(error.fix(), "apt install python3-pip");
    }

    void cancelEndsTheToolAndKeepsNoVersion() {
        const FakeProgram uv(base() / "bin", "uv", "#!/bin/sh\necho begun\nsleep 300\n");
        write(project() / "requirements.txt", "x\n");
        m_recording->onLine = [this] { m_recording->cancel(); };
        const auto begin = std::chrono::steady_clock::now();
        QCOMPARE(errorOf([&] { deploy(request()); }).kind(), ErrorKind::Cancelled);
        QVERIFY(std::chrono::steady_clock::now() - begin < std::chrono::seconds(10));
        QVERIFY(m_store->list().empty());
        QVERIFY(fs::is_empty(m_store->stagingDir()));
    }

    void codeIsCompiledForThePlaceItRunsAt() {
        m_tools.python = std::vector<std::string>{"python3"};
        write(project() / "lib/part.py", "def f():\n    return 1\n");
        write(project() / "lib/template.py", "def {{ name }}(:\n");
        const auto result = deploy(request());
        VERIFY_HAS(detailsOf(result, "compile"), "warn: lib/template.py does not compile: SyntaxError");
        VERIFY_HAS(detailsOf(result, "compile"), "ok: 2 Python files");
        std::string compiled;
        for (const auto& entry : fs::recursive_directory_iterator(unpacked("hello")))
            if (entry.path().extension() == ".pyc" && has(entry.path().filename(), "part"))
                compiled = read(entry.path());
        VERIFY_HAS(compiled, "/var/task/lib/part.py");
        QVERIFY(!has(compiled, base()));
        QCOMPARE(int(compiled.at(4)), 1); // PEP 552: hash based, not checked
        QCOMPARE(deploy(request())["codeDigest"], result["codeDigest"]);
    }

    void aSyntaxErrorInTheEntryFileIsToldBeforeAnyStart() {
        m_tools.python = std::vector<std::string>{"python3"};
        write(project() / "main.py", kHello + "def broken(:\n");
        const Error error = errorOf([&] { deploy(request()); });
        QCOMPARE(error.kind(), ErrorKind::BadInput);
        VERIFY_HAS(error.what(), "/var/task/main.py\", line 7");
        VERIFY_HAS(error.what(), "SyntaxError");
    }

    void withoutPythonCompilingIsSaidToBeSkipped() {
        VERIFY_HAS(detailsOf(deploy(request()), "compile"), "skipped");
    }

    void foreignNativeCodeIsRefusedBeforeAnyStart() {
        fs::copy("/bin/true", project() / "tool");
        std::string bytes = read(project() / "tool");
        bytes[18] = 62;
        write(project() / "tool", bytes);
        VERIFY_HAS(errorOf([&] { deploy(request()); }).what(), "tool is built for x86-64");
    }

    void aCodeFolderOfTheProjectFileBecomesTheRoot() {
        fs::remove(project() / "main.py");
        write(project() / "agentcore/agentcore.json",
              R"({"runtimes":[{"name":"MyAgent","codeLocation":"app/a/","entrypoint":"src/main.py"}]})");
        write(project() / "app/a/src/main.py", kHello);
        deploy(request());
        QVERIFY(fs::exists(unpacked("MyAgent") / "src/main.py"));
        QCOMPARE(m_store->resolve("MyAgent").settings.env.at("PYTHONPATH"), std::string("/var/task"));
    }
};

QTEST_GUILESS_MAIN(TestDeploy)
#include "tst_deploy.moc"
