// SPDX-License-Identifier: Apache-2.0
#include "views/workbench/hoststatus.h"

#include <QJsonArray>

namespace agentarium::views {

Tone HostCheck::tone() const {
    if (state == QLatin1String("ok")) return Tone::Ok;
    if (state == QLatin1String("warn")) return Tone::Warn;
    if (state == QLatin1String("fail")) return Tone::Error;
    return Tone::Neutral;
}

HostStatus::HostStatus(QObject* parent) : QObject(parent) {}

void HostStatus::setChecking() {
    m_state = State::Checking;
    emit changed();
}

void HostStatus::setResult(const QJsonObject& doctor) {
    m_state = State::Known;
    m_ok = doctor.value(QLatin1String("ok")).toBool();
    m_isolates = doctor.value(QLatin1String("isolates")).toBool();
    m_accelerator = doctor.value(QLatin1String("accelerator")).toString();
    m_checks.clear();
    for (const QJsonValue& value : doctor.value(QLatin1String("checks")).toArray()) {
        const QJsonObject check = value.toObject();
        const auto text = [&check](const char* key) { return check.value(QLatin1String(key)).toString(); };
        const QString title = text("title");
        m_checks.append(
            {text("id"), title.isEmpty() ? text("id") : title, text("state"), text("reason"), text("fix")});
    }
    emit changed();
}

void HostStatus::setFailed(const ApiError& error) {
    m_state = State::Failed;
    m_error = error;
    emit changed();
}

const HostCheck* HostStatus::worst() const {
    for (const HostCheck& check : m_checks)
        if (check.tone() == Tone::Error) return &check;
    for (const HostCheck& check : m_checks)
        if (check.tone() == Tone::Warn) return &check;
    return nullptr;
}

QString HostStatus::shortText() const {
    switch (m_state) {
    case State::Known:
        if (!m_ok) return tr("Host not ready");
        return tr("Host ready · arm64 on %1").arg(m_accelerator.toUpper());
    case State::Failed:
        return tr("Host unknown");
    case State::Unknown:
    case State::Checking:
        break;
    }
    return tr("Checking host…");
}

QString HostStatus::sentence() const {
    if (m_state == State::Failed) return tr("The host could not be checked: %1").arg(m_error.message);
    if (m_state != State::Known) return tr("Looking at what this host can do…");
    if (!m_ok) {
        const HostCheck* check = worst();
        return check ? tr("This host is not ready: %1").arg(check->reason) : tr("This host is not ready.");
    }
    if (m_isolates) return tr("This host is ready: arm64 microVMs run on %1.").arg(m_accelerator.toUpper());
    return tr("This host is ready: arm64 microVMs run on %1, an emulator. That is no security boundary: run "
              "only code you trust.")
        .arg(m_accelerator.toUpper());
}

QString HostStatus::fix() const {
    if (m_state == State::Failed) return m_error.fix;
    const HostCheck* check = m_ok ? nullptr : worst();
    return check ? check->fix : QString();
}

Tone HostStatus::tone() const {
    if (m_state == State::Failed) return Tone::Error;
    if (m_state != State::Known) return Tone::Neutral;
    return m_ok ? Tone::Ok : Tone::Error;
}

QString HostStatus::asText() const {
    QStringList lines{sentence()};
    for (const HostCheck& check : m_checks) {
        lines << QStringLiteral("[%1] %2: %3").arg(check.state, check.title, check.reason);
        if (!check.fix.isEmpty() && check.tone() != Tone::Ok)
            lines << QStringLiteral("    %1").arg(tr("Fix: %1").arg(check.fix));
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace agentarium::views
