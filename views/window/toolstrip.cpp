// SPDX-License-Identifier: Apache-2.0
#include "views/window/toolstrip.h"

#include "views/palette/commandfield.h"
#include "views/theme/fonts.h"
#include "views/theme/thememanager.h"
#include "views/widgets/named.h"
#include "views/widgets/panels.h"
#include "views/window/actions.h"
#include "views/workbench/workbench.h"

#include <QBoxLayout>
#include <QIconEngine>
#include <QPainter>

namespace agentarium::views {

namespace {

/// A dot in a tone as a button's picture, exact at every scale.
class DotEngine : public QIconEngine {
public:
    explicit DotEngine(Tone tone) : m_tone(tone) {}
    void paint(QPainter* painter, const QRect& rect, QIcon::Mode, QIcon::State) override {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(toneFill(currentTheme(), m_tone));
        painter->drawEllipse(rect);
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap result(size);
        result.fill(Qt::transparent);
        QPainter painter(&result);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return result;
    }
    QIconEngine* clone() const override { return new DotEngine(m_tone); }

private:
    Tone m_tone;
};

} // namespace

ToolStrip::ToolStrip(Workbench& workbench, Actions& actions, QWidget* parent)
    : QFrame(parent)
    , m_workbench(workbench)
    , m_field(new CommandField)
    , m_host(named(button({}, "pill"), tr("Host")))
    , m_sessions(label({})) {
    setProperty("panel", QStringLiteral("head"));
    setFixedHeight(headPixels);
    auto* row = rowIn(this);
    row->addWidget(heading(tr("Agentarium")));
    row->addSpacing(16);
    row->addWidget(actionButton(actions.deploy, "primary"));
    m_newSession = actionButton(actions.newSession, nullptr);
    row->addWidget(m_newSession);
    row->addWidget(actionButton(actions.invoke, nullptr));
    row->addStretch();
    row->addWidget(m_field);
    m_host->setFont(captionFont());
    m_host->setIconSize(QSize(8, 8));
    m_host->setToolTip(tr("What this host can do (opens the doctor)"));
    connect(m_host, &QPushButton::clicked, actions.doctor, &QAction::trigger);
    row->addWidget(m_host);
    auto* pill = panel("pill");
    pill->setFixedHeight(22);
    m_sessions->setFont(captionFont());
    rowIn(pill, 10)->addWidget(m_sessions);
    row->addWidget(pill);

    connect(&workbench.host(), &HostStatus::changed, this, &ToolStrip::refresh);
    connect(&workbench, &Workbench::linkChanged, this, &ToolStrip::refresh);
    connect(&workbench.sessions(), &QAbstractItemModel::rowsInserted, this, &ToolStrip::refresh);
    connect(&workbench.sessions(), &QAbstractItemModel::rowsRemoved, this, &ToolStrip::refresh);
    refresh();
}

QPushButton* ToolStrip::actionButton(QAction* action, const char* look, const QString& text) {
    QPushButton* result = named(button(text.isEmpty() ? action->text() : text, look), action->text());
    const QString shortcut = action->shortcut().toString(QKeySequence::NativeText);
    result->setToolTip(shortcut.isEmpty() ? action->text()
                                          : QStringLiteral("%1 (%2)").arg(action->text(), shortcut));
    result->setEnabled(action->isEnabled());
    connect(result, &QPushButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::changed, result, [result, action] { result->setEnabled(action->isEnabled()); });
    return result;
}

QPoint ToolStrip::newSessionCorner() const {
    return m_newSession->mapToGlobal(QPoint(0, m_newSession->height() + 2));
}

void ToolStrip::refresh() {
    const bool connected = m_workbench.link() == Workbench::Link::Connected;
    const HostStatus& host = m_workbench.host();
    const QString text = connected ? host.shortText() : tr("Connecting…");
    m_host->setText(QChar(QChar::Nbsp) + text);
    m_host->setIcon(QIcon(new DotEngine(connected ? host.tone() : Tone::Neutral)));
    m_host->setAccessibleName(tr("Host: %1").arg(text));
    const int live = m_workbench.sessions().rowCount();
    m_sessions->setText(live == 0 ? tr("No sessions") : tr("%n session(s)", nullptr, live));
}

} // namespace agentarium::views
