// SPDX-License-Identifier: Apache-2.0
#include "views/session/invocationrecord.h"

#include "views/client/json.h"

#include <algorithm>

namespace agentarium::views {

InvocationRecord InvocationRecord::from(const projection::InvocationView& view,
                                        const InvocationExtras& extras) {
    InvocationRecord record;
    static_cast<InvocationExtras&>(record) = extras;
    record.id = QString::fromStdString(view.id);
    record.number = view.number;
    record.responseType = QString::fromStdString(view.answerContentType);
    record.outcome = QString::fromStdString(view.outcome);
    record.statusCode = view.statusCode.value_or(0);
    record.bytesOut = qint64(view.bytesOut);
    record.firstByteMs = view.firstByteMs.value_or(-1);
    record.ms = view.ms.value_or(-1);
    record.isPrivate = view.isPrivate;
    if (view.error.is_object()) {
        record.error = ApiError::fromJson(toQt(view.error));
        if (!record.error.agentStatus && view.agentStatus && *view.agentStatus >= 400)
            record.error.agentStatus = view.agentStatus;
        record.error.httpStatus = record.statusCode;
    }
    return record;
}

const InvocationRecord* findInvocation(const InvocationRecords& records, const QString& id) {
    const auto found =
        std::find_if(records.begin(), records.end(), [&id](const auto& r) { return r.id == id; });
    return found == records.end() ? nullptr : &*found;
}

void takeExtras(QHash<QString, InvocationExtras>& extras, const SessionEvent& event) {
    InvocationExtras& e = extras[event.body.value(QLatin1String("invocationId")).toString()];
    if (event.kind == QLatin1String("invocation.begin"))
        e.requestHeaders = event.body.value(QLatin1String("headers")).toObject();
    else if (event.kind == QLatin1String("invocation.request"))
        e.requestBlob = event.blob;
    else if (event.kind == QLatin1String("invocation.response"))
        e.responseHeaders = event.body.value(QLatin1String("headers")).toObject();
    else if (event.kind == QLatin1String("invocation.end"))
        e.responseBlob = event.blob;
}

} // namespace agentarium::views
