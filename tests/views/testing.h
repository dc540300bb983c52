// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QRegularExpression>
#include <QTest>

namespace agentarium::tests {

/// Any warning fails the test, but for the one the offscreen platform gives on every show().
inline void failOnWarnings() {
    QTest::failOnWarning(
        QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints).*")));
}

} // namespace agentarium::tests
