// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>

namespace agentarium::views {

/// Whether a text is JSON, and if not, where it stops being so.
struct JsonCheck {
    bool valid = false;
    bool empty = false;
    int line = 0;   ///< from 1
    int column = 0; ///< from 1
    QString message;

    /// One line: "Line 3, column 5: ...", or empty when valid.
    QString text() const;
};

/// QJsonDocument says where; single values, which JSON allows and it refuses, are accepted too.
JsonCheck checkJson(const QByteArray& utf8);

} // namespace agentarium::views
