// SPDX-License-Identifier: Apache-2.0
#include "views/jobs/job.h"

#include "views/format/format.h"

#include <QJsonArray>

namespace agentarium::views {

Job Job::fromJson(const QJsonObject& json) {
    const auto text = [&json](const char* key) { return json.value(QLatin1String(key)).toString(); };
    Job job;
    job.id = json.value(QLatin1String("id")).toVariant().toString();
    job.kind = text("kind");
    job.title = text("title");
    job.state = text("state");
    job.phase = text("phase");
    job.detail = text("detail");
    job.fraction = json.value(QLatin1String("fraction")).toDouble(-1);
    for (const QJsonValue& line : json.value(QLatin1String("log")).toArray())
        job.log << line.toString();
    job.startedAt = timeFromJson(json.value(QLatin1String("startedAt")));
    job.result = json.value(QLatin1String("result")).toObject();
    if (json.value(QLatin1String("error")).isObject())
        job.error = ApiError::fromJson(json.value(QLatin1String("error")).toObject());
    return job;
}

QString Job::progressText() const {
    if (state == QLatin1String("done")) return tr("Done");
    if (state == QLatin1String("cancelled")) return tr("Cancelled");
    if (state == QLatin1String("failed")) return tr("Failed: %1").arg(error.message);
    QStringList parts;
    if (!phase.isEmpty()) parts << phase;
    if (fraction >= 0) parts << QStringLiteral("%1 %").arg(qRound(fraction * 100));
    if (!detail.isEmpty()) parts << detail;
    return parts.isEmpty() ? tr("Running") : parts.join(QStringLiteral(" · "));
}

} // namespace agentarium::views
