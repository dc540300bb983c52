// SPDX-License-Identifier: Apache-2.0
#include "core/agents/entry_point.h"
#include "core/agents/project_config.h"
#include "core/agents/python_facts.h"
#include "tests/core/agents/files.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace agentarium;
using namespace agentarium::agents;
using namespace agentarium::test;
namespace fs = std::filesystem;

using Files = std::vector<std::pair<std::string, std::string>>;
Q_DECLARE_METATYPE(Files)

namespace {

const std::string kSdk = "from bedrock_agentcore import BedrockAgentCoreApp\napp = BedrockAgentCoreApp()\n"
                         "@app.entrypoint\ndef invoke(payload):\n    return {}\n"
                         "if __name__ == '__main__':\n    app.run()\n";
const std::string kFastApi =
    "from fastapi import FastAPI\napp = FastAPI(title=\"x\")\n@app.get('/ping')\ndef ping(): return {}\n";
const std::string kFastApiRun =
    kFastApi + "if __name__ == \"__main__\":\n    import uvicorn\n    uvicorn.run(app, port=8080)\n";
const std::string kStdlib = "from http.server import BaseHTTPRequestHandler, HTTPServer\n"
                            "HTTPServer(('', 8080), BaseHTTPRequestHandler).serve_forever()\n";
const std::string kBareAgent =
    "from strands import Agent\ndef create_agent():\n    return Agent()\nagent = create_agent()\n";
const std::string kHelper = "import json\ndef load(path):\n    return json.load(open(path))\n";

} // namespace

class TestEntryPoint : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path code() const { return fs::path(m_dir->path().toStdString()) / "project"; }
    void put(const Files& files) {
        fs::remove_all(code());
        fs::create_directories(code());
        for (const auto& [name, text] : files)
            write(code() / name, text);
    }
    static QString joined(const std::vector<std::string>& words) {
        QStringList list;
        for (const std::string& word : words)
            list << QString::fromStdString(word);
        return list.join(' ');
    }
    ProjectConfig config(std::optional<std::string> agent = {}) {
        return readProjectConfig(code(), "/home/me/project", agent);
    }

private slots:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void theEntryPointIsFound_data() {
        QTest::addColumn<Files>("files");
        QTest::addColumn<QString>("given");
        QTest::addColumn<QString>("words");
        QTest::newRow("main.py") << Files{{"main.py", kSdk}, {"util.py", kHelper}} << ""
                                 << "main.py";
        QTest::newRow("agent.py") << Files{{"agent.py", kSdk}} << ""
                                  << "agent.py";
        QTest::newRow("folder's name") << Files{{"my_project.py", kSdk}, {"other.py", kHelper}} << ""
                                       << "my_project.py";
        QTest::newRow("single server of any name") << Files{{"zebra.py", kStdlib}, {"util.py", kHelper}} << ""
                                                   << "zebra.py";
        QTest::newRow("the only file") << Files{{"zebra.py", kHelper}} << ""
                                       << "zebra.py";
        QTest::newRow("fastapi without uvicorn.run") << Files{{"main.py", kFastApi}} << ""
                                                     << "uvicorn main:app";
        QTest::newRow("fastapi that runs itself") << Files{{"main.py", kFastApiRun}} << ""
                                                  << "main.py";
        QTest::newRow("stdlib server") << Files{{"app.py", kStdlib}} << ""
                                       << "app.py";
        QTest::newRow("server beats bare agent")
            << Files{{"main.py", "from agent import agent\n" + kSdk}, {"agent.py", kBareAgent}} << ""
            << "main.py";
        QTest::newRow("importer beats imported")
            << Files{{"main.py", "import app\nimport uvicorn\nuvicorn.run(app.app)\n"}, {"app.py", kFastApi}}
            << ""
            << "main.py";
        QTest::newRow("tests are not candidates") << Files{{"main.py", kSdk}, {"test_main.py", kStdlib}} << ""
                                                  << "main.py";
        QTest::newRow("given") << Files{{"main.py", kSdk}, {"other.py", kSdk}} << "other.py"
                               << "other.py";
        QTest::newRow("given with a function") << Files{{"main.py", kSdk}} << "main.py:invoke"
                                               << "main.py";
        QTest::newRow("given in a package")
            << Files{{"pkg/__init__.py", ""}, {"pkg/agent_runtime.py", kFastApi}} << "pkg/agent_runtime.py"
            << "uvicorn pkg.agent_runtime:app";
        QTest::newRow("given as uvicorn does")
            << Files{{"pkg/agent_runtime.py", kFastApi}} << "pkg.agent_runtime:app"
            << "uvicorn pkg.agent_runtime:app";
        QTest::newRow("given other object")
            << Files{{"main.py", kFastApi + "api = FastAPI()\n"}} << "main.py:api"
            << "uvicorn main:api";
        QTest::newRow("instrumented") << Files{{"main.py", kSdk}} << "opentelemetry-instrument main.py"
                                      << "opentelemetry-instrument main.py";
        QTest::newRow("server in an imported module")
            << Files{{"main.py", "from lib.serving import start\nagent = 1\nstart(agent)\n"},
                     {"lib/serving.py", kStdlib}}
            << "main.py"
            << "main.py";
    }
    void theEntryPointIsFound() {
        QFETCH(Files, files);
        QFETCH(QString, given);
        QFETCH(QString, words);
        put(files);
        const auto asked = given.isEmpty() ? std::nullopt : std::optional(given.toStdString());
        const EntryPoint entry = findEntryPoint(code(), asked, "my-project");
        QCOMPARE(joined(entry.words), words);
        QVERIFY(fs::exists(code() / entry.file));
    }

    void whatCannotBeStartedIsRefused_data() {
        QTest::addColumn<Files>("files");
        QTest::addColumn<QString>("given");
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("fix");
        QTest::newRow("several") << Files{{"main.py", kSdk}, {"agent.py", kSdk}} << ""
                                 << "agent.py, main.py"
                                 << "--entrypoint";
        QTest::newRow("none") << Files{{"notes.txt", "x"}} << ""
                              << "not found"
                              << "--entrypoint";
        QTest::newRow("only below") << Files{{"pkg/server.py", kStdlib}} << ""
                                    << "not found"
                                    << "pkg/server.py";
        QTest::newRow("not there") << Files{{"main.py", kSdk}} << "start.py"
                                   << "start.py"
                                   << "main.py";
        QTest::newRow("outside") << Files{{"main.py", kSdk}} << "../main.py"
                                 << "not in the agent's folder"
                                 << "";
        QTest::newRow("node given") << Files{{"index.js", "x"}} << "index.js"
                                    << "Node.js"
                                    << "Python";
        QTest::newRow("node project") << Files{{"package.json", "{}"}, {"index.js", "x"}} << ""
                                      << "Node.js"
                                      << "Python";
        QTest::newRow("create_agent") << Files{{"agent.py", kBareAgent}} << ""
                                      << "nothing serves it"
                                      << "app.run()";
        QTest::newRow("bare agent") << Files{{"agent.py", "from x import Agent\nagent = Agent()\n"}}
                                    << "agent.py"
                                    << "agent.py makes an agent"
                                    << "@app.entrypoint";
        QTest::newRow("server only in text")
            << Files{{"agent.py", "# app.run()\nX = 'uvicorn.run(app)'\n\"\"\"\napp.run()\n\"\"\"\nagent = "
                                  "f\"{X + 'app.run()'}\"\n"}}
            << ""
            << "nothing serves it"
            << "BedrockAgentCoreApp";
    }
    void whatCannotBeStartedIsRefused() {
        QFETCH(Files, files);
        QFETCH(QString, given);
        QFETCH(QString, message);
        QFETCH(QString, fix);
        put(files);
        const auto asked = given.isEmpty() ? std::nullopt : std::optional(given.toStdString());
        const Error error = errorOf([&] { findEntryPoint(code(), asked, "my-project"); });
        QCOMPARE(error.kind(), ErrorKind::BadInput);
        VERIFY_HAS(error.what(), message.toStdString());
        VERIFY_HAS(error.fix(), fix.toStdString());
    }

    void factsSurviveOddSource_data() {
        QTest::addColumn<QString>("source");
        QTest::addColumn<bool>("serves");
        QTest::newRow("renamed import") << "import uvicorn as u\nu.run('x:y')\n" << true;
        QTest::newRow("imported function") << "from uvicorn import run\nrun('x:y')\n" << true;
        QTest::newRow("continued line") << "import uvicorn\nuvicorn \\\n  .run(app)\n" << true;
        QTest::newRow("in brackets") << "from mcp.server.fastmcp import (\n  FastMCP, # x\n)\nm = FastMCP(\n "
                                        "'n')\nm.run(transport='streamable-http')\n"
                                     << true;
        QTest::newRow("nested f-string") << "x = f\"{d[\"a\"]} app.run()\"\n" << false;
        QTest::newRow("unterminated string") << "x = 'abc\nimport uvicorn\nuvicorn.run(a)\n" << true;
        QTest::newRow("windows line ends") << "import uvicorn\r\nuvicorn.run(a)\r\n" << true;
        QTest::newRow("other run")
            << "import subprocess, asyncio\nsubprocess.run(['x'])\nasyncio.run(main())\n"
            << false;
        QTest::newRow("raw string ends with backslash pair") << "p = r'c:\\\\'\napp.run()\n" << true;
        QTest::newRow("empty") << "" << false;
        QTest::newRow("only a quote") << "'''" << false;
        QTest::newRow("open f-string") << "f'{" << false;
    }
    void factsSurviveOddSource() {
        QFETCH(QString, source);
        QFETCH(bool, serves);
        QCOMPARE(readPythonFacts(std::string_view(source.toStdString())).serves(), serves);
    }

    void toolkitFileIsRead() {
        put({{".bedrock_agentcore.yaml",
              "default_agent: second\nagents:\n  first:\n    name: first\n    entrypoint: a.py\n  second:\n"
              "    name: second\n    entrypoint: /home/me/project/src/run.py\n    source_path: "
              "/home/me/project/src\n"
              "    aws:\n      protocol_configuration:\n        server_protocol: MCP\n"
              "      lifecycle_configuration:\n        idle_runtime_session_timeout: 120\n        "
              "max_lifetime: 3600\n"},
             {"src/run.py", kSdk}});
        const ProjectConfig found = config();
        QCOMPARE(*found.name, std::string("second"));
        QCOMPARE(*found.entryPoint, std::string("run.py"));
        QCOMPARE(found.code->string(), std::string("src"));
        QVERIFY(found.protocol == Protocol::Mcp);
        QCOMPARE(*found.idleTimeoutS, 120);
        QCOMPARE(*found.maxLifetimeS, 3600);
        QCOMPARE(*config("first").entryPoint, std::string("a.py"));
    }

    void aToolkitFileFromAnotherPlaceStillWorks() {
        put({{".bedrock_agentcore.yaml", "agents:\n  a:\n    name: a\n    entrypoint: /elsewhere/p/main.py\n "
                                         "   source_path: /elsewhere/p\n"},
             {"main.py", kSdk}});
        const ProjectConfig found = config();
        QCOMPARE(*found.entryPoint, std::string("main.py"));
        QVERIFY(!found.code);
        QCOMPARE(found.notes.size(), 2U);
    }

    void severalAgentsWithoutADefaultAreListed() {
        put({{".bedrock_agentcore.yaml", "agents:\n  one: {name: one}\n  two: {name: two}\n"}});
        const Error error = errorOf([&] { config(); });
        VERIFY_HAS(error.what(), "one, two");
        VERIFY_HAS(error.fix(), "--name one");
    }

    void cliFileIsRead() {
        put({{"agentcore/agentcore.json",
              R"({"runtimes":[{"name":"MyAgent","build":"CodeZip","entrypoint":"main.py:handler",
              "codeLocation":"app/MyAgent/","protocol":"A2A","envVars":[{"name":"K","value":"V"}],
              "lifecycle":{"idleRuntimeSessionTimeout":300,"maxLifetime":600}}]})"},
             {"app/MyAgent/main.py", kSdk}});
        const ProjectConfig found = config();
        QCOMPARE(*found.name, std::string("MyAgent"));
        QCOMPARE(*found.entryPoint, std::string("main.py:handler"));
        QCOMPARE(found.code->string(), std::string("app/MyAgent"));
        QVERIFY(found.protocol == Protocol::A2a);
        QCOMPARE(found.env.at("K"), std::string("V"));
        QCOMPARE(*found.idleTimeoutS, 300);
    }

    void plainFileIsRead() {
        put({{"agentcore.yaml", "name: my-agent\nruntime: python3.11\nmemory: 512  # MB\ntimeout: "
                                "300\nmax_session_duration: 7200\n"
                                "environment:\n  LOG_LEVEL: INFO\n  N: 5\n"}});
        const ProjectConfig found = config();
        QCOMPARE(*found.name, std::string("my-agent"));
        QCOMPARE(*found.memoryMb, 512);
        QCOMPARE(*found.timeoutS, 300);
        QCOMPARE(*found.maxLifetimeS, 7200);
        QCOMPARE(found.env.at("N"), std::string("5"));
        VERIFY_HAS(found.notes.at(0).detail, "python3.11");
    }

    void aBrokenFileIsNamedWithItsLine_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("place");
        QTest::newRow("yaml") << "agentcore.yaml"
                              << "name: a\nmemory: [1\ntimeout: 3\n"
                              << "agentcore.yaml, line";
        QTest::newRow("yaml type") << "agentcore.yaml"
                                   << "name: a\nmemory: lots\n"
                                   << "agentcore.yaml, line 2 (memory)";
        QTest::newRow("toolkit") << ".bedrock_agentcore.yaml"
                                 << "a: b: c\n"
                                 << ".bedrock_agentcore.yaml, line 1";
        QTest::newRow("json") << "agentcore/agentcore.json"
                              << "{\n\"runtimes\": [,]\n}"
                              << "agentcore/agentcore.json, line 2";
        QTest::newRow("protocol") << "agentcore.yaml"
                                  << "name: a\n\nprotocol: SOAP\n"
                                  << "agentcore.yaml, line 3 (protocol)";
        QTest::newRow("not a map") << "agentcore.yaml"
                                   << "- a\n"
                                   << "agentcore.yaml, line 1";
    }
    void aBrokenFileIsNamedWithItsLine() {
        QFETCH(QString, file);
        QFETCH(QString, text);
        QFETCH(QString, place);
        put({{file.toStdString(), text.toStdString()}});
        const Error error = errorOf([&] { config(); });
        QCOMPARE(error.kind(), ErrorKind::BadInput);
        VERIFY_HAS(error.what(), place.toStdString());
    }

    void theFirstOfSeveralFilesCountsAndTheOthersAreNamed() {
        put({{"agentcore.yaml", "name: plain\n"},
             {".bedrock_agentcore.yaml", "agents:\n  a: {name: toolkit}\n"}});
        const ProjectConfig found = config();
        QCOMPARE(*found.name, std::string("toolkit"));
        VERIFY_HAS(found.notes.at(0).detail, "agentcore.yaml is not");
    }
};

QTEST_GUILESS_MAIN(TestEntryPoint)
#include "tst_entry_point.moc"
