// SPDX-License-Identifier: Apache-2.0
#include "core/contract/error.h"
#include "core/discovery/ensure_daemon.h"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <fcntl.h>
#include <fstream>
#include <functional>
#include <future>
#include <netinet/in.h>
#include <set>
#include <sys/file.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace agentarium;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

void writeInfo(const fs::path& home, long pid, int port = 4711) {
    std::ofstream(home / "daemon.json.new")
        << nlohmann::json{{"pid", pid}, {"port", port}, {"token", "secret"}, {"version", "1"}}.dump();
    fs::rename(home / "daemon.json.new", home / "daemon.json");
}

/// What happens to a connection of a port that accepts them.
enum class Port { Answers, ClosesWithoutAWord };

/// A port of loopback that accepts connections as long as this process lives.
int listeningPort(Port kind = Port::Answers) {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(fd, 64) != 0) return 0;
    getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    std::thread([fd, kind] {
        for (int caller = accept(fd, nullptr, nullptr); caller >= 0; caller = accept(fd, nullptr, nullptr)) {
            const std::string answer = "HTTP/1.1 401 Unauthorized\r\n\r\n";
            char request[4096];
            if (kind == Port::Answers && recv(caller, request, sizeof request, 0) > 0)
                send(caller, answer.data(), answer.size(), MSG_NOSIGNAL);
            close(caller);
        }
    }).detach();
    return ntohs(address.sin_port);
}

int takeLock(const fs::path& home) {
    const int fd = open((home / "daemon.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
    close(fd);
    return -1;
}

/// What this program is when the tests start it as the daemon: `mode` says how it behaves.
int actAsDaemon(const std::string& mode) {
    const fs::path home = std::getenv("AGENTARIUM_HOME");
    { std::ofstream(home / "starts", std::ios::app) << getpid() << "\n"; }
    if (mode == "dies") {
        fputs("no hypervisor here\n", stderr);
        return 3;
    }
    const int lock = takeLock(home);
    if (lock < 0) return 1;
    if (mode == "ready") {
        std::this_thread::sleep_for(200ms);
        writeInfo(home, getpid(), listeningPort());
    }
    for (int i = 0; i < 1000 && !fs::exists(home / "stop"); ++i)
        std::this_thread::sleep_for(10ms);
    return 0;
}

std::optional<Error> errorOf(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error;
    }
    return std::nullopt;
}

} // namespace

class TestDiscovery : public QObject {
    Q_OBJECT

private:
    discovery::StartOptions options(const char* mode) {
        setenv("AGENTARIUM_TEST_DAEMON", mode, 1);
        discovery::StartOptions options;
        options.home = m_home;
        options.program = QCoreApplication::applicationFilePath().toStdString();
        options.deadline = 10s;
        return options;
    }

    int starts() const {
        std::ifstream file(m_home / "starts");
        return static_cast<int>(std::count(std::istreambuf_iterator<char>(file), {}, '\n'));
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path m_home;

private slots:
    void init() {
        m_dir = std::make_unique<QTemporaryDir>();
        m_home = fs::path(m_dir->path().toStdString()) / "home";
        fs::create_directories(m_home);
    }

    void cleanup() {
        std::ofstream(m_home / "stop") << "";
        QVERIFY(discovery::waitUntilGone(m_home, 5s));
    }

    void theHomeFollowsTheEnvironment() {
        setenv("AGENTARIUM_HOME", "/tmp/a/../b", 1);
        QCOMPARE(discovery::homeFolder().string(), std::string("/tmp/b"));
        unsetenv("AGENTARIUM_HOME");
#ifndef __APPLE__
        setenv("XDG_DATA_HOME", "/data", 1);
        QCOMPARE(discovery::homeFolder().string(), std::string("/data/agentarium"));
        setenv("XDG_DATA_HOME", "relative", 1);
        setenv("HOME", "/home/somebody", 1);
        QCOMPARE(discovery::homeFolder().string(), std::string("/home/somebody/.local/share/agentarium"));
        unsetenv("XDG_DATA_HOME");
#endif
    }

    void aMadeHomeIsPrivate() {
        const fs::path home = m_home / "x" / "y";
        discovery::makeHome(home);
        QCOMPARE(fs::status(home).permissions(), fs::perms::owner_all);
    }

    void aFileThatIsLeftOverIsNoDaemon() {
        QVERIFY(!discovery::runningDaemon(m_home));
        writeInfo(m_home, 999999999);
        QVERIFY(!discovery::runningDaemon(m_home));
        // A process with that id lives, but it does not hold the lock.
        writeInfo(m_home, getpid());
        QVERIFY(!discovery::runningDaemon(m_home));
        close(takeLock(m_home));
        QVERIFY(!discovery::runningDaemon(m_home));
    }

    void aDaemonWithFileAndLockIsFound() {
        writeInfo(m_home, getpid());
        const int lock = takeLock(m_home);
        QVERIFY(discovery::lockHeld(m_home));
        const auto info = discovery::runningDaemon(m_home);
        close(lock);
        QVERIFY(info.has_value());
        QCOMPARE(info->port, 4711);
        QCOMPARE(info->token, std::string("secret"));
        QCOMPARE(info->url, std::string("http://127.0.0.1:4711"));
    }

    void aFileThatIsNoDaemonsIsIgnored() {
        for (const char* text : {"", "{", "[]", "{\"pid\":1}", R"({"pid":1,"port":0,"token":"x"})"}) {
            std::ofstream(m_home / "daemon.json") << text;
            QVERIFY(!discovery::readDaemonInfo(m_home));
        }
    }

    void clientsThatStartAtOnceEndWithOneDaemon() {
        writeInfo(m_home, 999999999);
        const auto start = options("ready");
        std::vector<std::future<discovery::DaemonInfo>> clients;
        for (int i = 0; i < 4; ++i)
            clients.push_back(std::async(std::launch::async, [&] { return discovery::ensureDaemon(start); }));
        std::set<long> pids;
        for (auto& client : clients)
            pids.insert(client.get().pid);
        QCOMPARE(pids.size(), std::size_t(1));
        QCOMPARE(starts(), 1);
        QVERIFY(*pids.begin() != getpid());
        QCOMPARE(discovery::ensureDaemon(start).pid, *pids.begin());
        QCOMPARE(starts(), 1);
    }

    void aDaemonThatDiesIsReportedWithItsLog() {
        std::ofstream(m_home / "daemon.log") << "an old line\n";
        const auto error = errorOf([&] { discovery::ensureDaemon(options("dies")); });
        QVERIFY(error.has_value());
        QCOMPARE(error->kind(), ErrorKind::Unreachable);
        QVERIFY2(QString(error->what()).contains("ended with exit code 3"), error->what());
        QCOMPARE(error->details()["logTail"].dump(), std::string(R"(["no hypervisor here"])"));
        QCOMPARE(starts(), 1);
    }

    void aDaemonThatNeverGetsReadyIsGivenUp() {
        auto start = options("hangs");
        start.deadline = 300ms;
        const auto error = errorOf([&] { discovery::ensureDaemon(start); });
        QVERIFY(error.has_value());
        QCOMPARE(error->kind(), ErrorKind::Unreachable);
        QVERIFY2(QString(error->what()).contains("in time"), error->what());
    }

    void theWaitCanBeCancelled() {
        auto start = options("hangs");
        const auto until = std::chrono::steady_clock::now() + 100ms;
        start.isCancelled = [&] { return std::chrono::steady_clock::now() > until; };
        const auto error = errorOf([&] { discovery::ensureDaemon(start); });
        QVERIFY(error.has_value());
        QCOMPARE(error->kind(), ErrorKind::Cancelled);
    }

    void aDaemonThatIsGoingAwayIsWaitedFor() {
        // It has removed daemon.json, but still holds the lock: the first new one cannot take it and ends.
        const int old = takeLock(m_home);
        std::thread end([&] {
            for (int i = 0; i < 500 && starts() < 2; ++i)
                std::this_thread::sleep_for(10ms);
            close(old);
        });
        const auto info = discovery::ensureDaemon(options("ready"));
        end.join();
        QVERIFY(info.pid > 0);
        QVERIFY(starts() >= 2);
    }

    void aDaemonThatNoLongerListensIsReplaced() {
        // Lock and file are there, but nobody listens on that port.
        writeInfo(m_home, getpid(), 1);
        const int old = takeLock(m_home);
        std::thread end([&] {
            std::this_thread::sleep_for(300ms);
            close(old);
        });
        const auto info = discovery::ensureDaemon(options("ready"));
        end.join();
        QVERIFY(info.pid != getpid());
    }

    void aDaemonThatIsBeingKilledIsReplaced() {
        // Until its last thread has gone the kernel accepts connections for it; nobody will answer them.
        writeInfo(m_home, getpid(), listeningPort(Port::ClosesWithoutAWord));
        const int old = takeLock(m_home);
        std::thread end([&] {
            std::this_thread::sleep_for(300ms);
            close(old);
        });
        const auto info = discovery::ensureDaemon(options("ready"));
        end.join();
        QVERIFY(info.pid != getpid());
    }

    void aProgramThatIsMissingIsNamed() {
        auto start = options("ready");
        start.program = "/nonexistent/agentariumd";
        const auto error = errorOf([&] { discovery::ensureDaemon(start); });
        QVERIFY(error.has_value());
        QCOMPARE(error->kind(), ErrorKind::Unreachable);
        QVERIFY2(QString(error->what()).contains("/nonexistent/agentariumd"), error->what());
    }
};

int main(int argc, char** argv) {
    // Set for the tests' own children only: see options().
    if (const char* mode = std::getenv("AGENTARIUM_TEST_DAEMON"); mode && argc == 1 && getsid(0) == getpid())
        return actAsDaemon(mode);
    QCoreApplication app(argc, argv);
    TestDiscovery test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_discovery.moc"
