// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/projection/invocation_view.h"
#include "views/client/apierror.h"
#include "views/client/sessionevent.h"

#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QString>

namespace agentarium::views {

/// What a panel shows of an invocation beside its figures: headers, and where the payloads are.
struct InvocationExtras {
    QJsonObject requestHeaders, responseHeaders;
    QString requestBlob, responseBlob;
};

/// One invocation as its events tell it.
struct InvocationRecord : InvocationExtras {
    QString id;
    int number = 0;
    QString responseType, outcome;
    int statusCode = 0;
    qint64 bytesOut = 0;
    double firstByteMs = -1, ms = -1;
    bool isPrivate = false;
    ApiError error;

    bool isOver() const { return !outcome.isEmpty(); }
    bool failed() const {
        return isOver() && outcome != QLatin1String("ok") && outcome != QLatin1String("cancelled");
    }

    static InvocationRecord from(const projection::InvocationView& view, const InvocationExtras& extras);
};

using InvocationRecords = QList<InvocationRecord>;
const InvocationRecord* findInvocation(const InvocationRecords& records, const QString& id);

/// Takes what InvocationExtras keeps out of an invocation.* event.
void takeExtras(QHash<QString, InvocationExtras>& extras, const SessionEvent& event);

} // namespace agentarium::views
