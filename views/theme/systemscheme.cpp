// SPDX-License-Identifier: Apache-2.0
#include "views/theme/systemscheme.h"

#include <QGuiApplication>
#include <QPalette>
#include <QStyleHints>

#ifdef AGENTARIUM_DBUS
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#endif

namespace agentarium::views {

namespace {
bool paletteIsDark() {
    const QPalette palette = QGuiApplication::palette();
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}
} // namespace

SystemScheme::SystemScheme(QObject* parent) : QObject(parent), m_dark(paletteIsDark()) {
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    const auto read = [this] {
        const Qt::ColorScheme scheme = QGuiApplication::styleHints()->colorScheme();
        if (scheme != Qt::ColorScheme::Unknown) setDark(scheme == Qt::ColorScheme::Dark);
    };
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, read);
    read();
#elif defined(AGENTARIUM_DBUS)
    askPortal();
#endif
}

void SystemScheme::setDark(bool dark) {
    if (dark == m_dark) return;
    m_dark = dark;
    emit changed();
}

#ifdef AGENTARIUM_DBUS
namespace {
constexpr auto portalService = "org.freedesktop.portal.Desktop";
constexpr auto portalPath = "/org/freedesktop/portal/desktop";
constexpr auto portalInterface = "org.freedesktop.portal.Settings";
constexpr auto appearanceGroup = "org.freedesktop.appearance";
constexpr auto schemeKey = "color-scheme";
constexpr uint prefersDark = 1;
} // namespace

void SystemScheme::askPortal() {
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) return;
    bus.connect(QString(), QLatin1String(portalPath), QLatin1String(portalInterface),
                QStringLiteral("SettingChanged"), this,
                SLOT(onSettingChanged(QString, QString, QDBusVariant)));
    QDBusMessage read =
        QDBusMessage::createMethodCall(QLatin1String(portalService), QLatin1String(portalPath),
                                       QLatin1String(portalInterface), QStringLiteral("Read"));
    read << QString::fromLatin1(appearanceGroup) << QString::fromLatin1(schemeKey);
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(read), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher* call) {
        const QDBusPendingReply<QDBusVariant> reply = *call;
        if (reply.isValid())
            onSettingChanged(QString::fromLatin1(appearanceGroup), QString::fromLatin1(schemeKey),
                             reply.value());
        call->deleteLater();
    });
}

void SystemScheme::onSettingChanged(const QString& group, const QString& key, const QDBusVariant& value) {
    if (group != QLatin1String(appearanceGroup) || key != QLatin1String(schemeKey)) return;
    QVariant inner = value.variant();
    while (inner.canConvert<QDBusVariant>())
        inner = inner.value<QDBusVariant>().variant();
    bool isNumber = false;
    const uint scheme = inner.toUInt(&isNumber);
    if (isNumber && scheme != 0) setDark(scheme == prefersDark);
}
#endif

} // namespace agentarium::views
