// SPDX-License-Identifier: Apache-2.0
#include "core/contract/shell_protocol.h"
#include "core/invocations/shell_connection.h"

#include <QtTest>

using namespace agentarium;
using namespace agentarium::invocations;
using guest::ShellEvent;

class tst_ShellConnection : public QObject {
    Q_OBJECT

    static bool isRefused(const std::string& id) {
        try {
            contract::shell::requireShellId(id);
        } catch (const Error& error) {
            return error.kind() == ErrorKind::BadInput;
        }
        return false;
    }

private slots:
    void theConfirmationNamesTheShell() {
        const auto fresh = shellConfirmation("debug", false, 0);
        QCOMPARE(fresh["metadata"]["shellId"].get<std::string>(), std::string("debug"));
        QCOMPARE(fresh["metadata"]["reconnected"].get<bool>(), false);
        QVERIFY(!fresh["metadata"].contains("bytesDropped"));
        const auto again = shellConfirmation("debug", true, 17);
        QCOMPARE(again["metadata"]["reconnected"].get<bool>(), true);
        QCOMPARE(again["metadata"]["bytesDropped"].get<int>(), 17);
    }

    void aCleanEndIsSuccessAndHasNoShellId() {
        ShellEvent end;
        end.exitCode = 0;
        const auto status = shellTermination(end);
        QCOMPARE(status["status"].get<std::string>(), std::string("Success"));
        QVERIFY(!status["metadata"].contains("shellId"));
    }

    void anotherEndSaysWhichCodeOrSignal() {
        ShellEvent end;
        end.exitCode = 3;
        auto status = shellTermination(end);
        QCOMPARE(status["status"].get<std::string>(), std::string("Failure"));
        QCOMPARE(status["reason"].get<std::string>(), std::string("NonZeroExitCode"));
        QCOMPARE(status["details"]["causes"],
                 nlohmann::json::array({nlohmann::json{{"reason", "ExitCode"}, {"message", "3"}}}));
        ShellEvent killed;
        killed.signal = 9;
        status = shellTermination(killed);
        QCOMPARE(status["details"]["causes"],
                 nlohmann::json::array({nlohmann::json{{"reason", "Signal"}, {"message", "9"}}}));
    }

    void idsFollowTheRule() {
        for (const char* id : {"a", "debug-1", "0_x", "A9"})
            QVERIFY2(!isRefused(id), id);
        for (const char* id : {"", "-a", "_a", "a b", "a/b", "a&width=1", "ä"})
            QVERIFY2(isRefused(id), id);
        QVERIFY(!isRefused(std::string(128, 'a')));
        QVERIFY(isRefused(std::string(129, 'a')));
    }
};

QTEST_GUILESS_MAIN(tst_ShellConnection)
#include "tst_shell_connection.moc"
