// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCoreApplication>
#include <QJsonObject>
#include <QMetaType>
#include <QString>
#include <QStringList>

#include <optional>

namespace agentarium::views {

/// A failure as docs/api.md gives it.
struct ApiError {
    Q_DECLARE_TR_FUNCTIONS(ApiError)
public:
    QString type; ///< "AgentFailed", "NotFound", ...
    QString message;
    QString fix;
    QString sessionId;
    QString invocationId;
    std::optional<int> agentStatus;
    QString agentBody;
    std::optional<int> exitCode;
    QStringList logTail;
    int httpStatus = 0;

    bool isEmpty() const { return type.isEmpty() && message.isEmpty(); }

    /// The value of the "error" key.
    static ApiError fromJson(const QJsonObject& error);
    /// From the body of a response; a body of another form is quoted in the message.
    static ApiError fromResponse(int httpStatus, const QByteArray& body);
    static ApiError unreachable(const QString& why);

    /// Everything, for the clipboard and for a bug report.
    QString asText() const;
};

} // namespace agentarium::views

Q_DECLARE_METATYPE(agentarium::views::ApiError)
