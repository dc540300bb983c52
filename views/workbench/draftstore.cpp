// SPDX-License-Identifier: Apache-2.0
#include "views/workbench/draftstore.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QSaveFile>
#include <QUrl>

namespace agentarium::views {

namespace {
constexpr int saveAfterMs = 400;
}

DraftStore::DraftStore(const QString& folder, QObject* parent)
    : QObject(parent), m_folder(folder + QStringLiteral("/drafts")) {
    m_timer.setSingleShot(true);
    m_timer.setInterval(saveAfterMs);
    connect(&m_timer, &QTimer::timeout, this, &DraftStore::flush);
}

DraftStore::~DraftStore() {
    flush();
}

QString DraftStore::fileOf(const QString& key) const {
    return m_folder + QLatin1Char('/') + QString::fromLatin1(QUrl::toPercentEncoding(key).left(200)) +
           QStringLiteral(".json");
}

QJsonObject DraftStore::load(const QString& key) const {
    const auto pending = m_pending.constFind(key);
    if (pending != m_pending.constEnd()) return *pending;
    QFile file(fileOf(key));
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

void DraftStore::save(const QString& key, const QJsonObject& draft) {
    m_pending.insert(key, draft);
    if (!m_timer.isActive()) m_timer.start();
}

void DraftStore::flush() {
    if (m_pending.isEmpty()) return;
    QDir().mkpath(m_folder);
    for (auto it = m_pending.cbegin(); it != m_pending.cend(); ++it) {
        QSaveFile file(fileOf(it.key()));
        if (!file.open(QIODevice::WriteOnly)) continue;
        file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        file.write(QJsonDocument(it.value()).toJson(QJsonDocument::Compact));
        file.commit();
    }
    m_pending.clear();
}

} // namespace agentarium::views
