// SPDX-License-Identifier: Apache-2.0
#include "views/widgets/copybutton.h"

#include "views/theme/icons.h"

#include <QApplication>
#include <QClipboard>
#include <QTimer>

namespace agentarium::views {

CopyButton::CopyButton(const QString& accessibleName, std::function<QString()> text, QWidget* parent)
    : QToolButton(parent), m_text(std::move(text)) {
    setAccessibleName(accessibleName);
    setToolTip(accessibleName);
    setProperty("look", QStringLiteral("flat"));
    setIcon(themedIcon(QStringLiteral("copy")));
    setFixedSize(26, 26);
    setStyleSheet(QStringLiteral("padding: 0; min-height: 0;"));
    connect(this, &QToolButton::clicked, this, &CopyButton::copy);
}

void CopyButton::copy() {
    QApplication::clipboard()->setText(m_text());
    setIcon(themedIcon(QStringLiteral("check")));
    setToolTip(tr("Copied"));
    QTimer::singleShot(1200, this, [this] {
        setIcon(themedIcon(QStringLiteral("copy")));
        setToolTip(accessibleName());
    });
}

} // namespace agentarium::views
