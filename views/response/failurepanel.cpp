// SPDX-License-Identifier: Apache-2.0
#include "views/response/failurepanel.h"

#include "views/response/loglines.h"
#include "views/response/textblock.h"
#include "views/widgets/chip.h"
#include "views/widgets/copybutton.h"
#include "views/widgets/named.h"
#include "views/widgets/panels.h"

#include <QBoxLayout>
#include <QJsonDocument>

namespace agentarium::views {

namespace {
constexpr qsizetype shownAtMost = 64 * 1024;
}

QString failureTitle(const ApiError& error) {
    if (error.type == QLatin1String("AgentFailed")) {
        if (error.exitCode) return FailurePanel::tr("The agent exited with code %1").arg(*error.exitCode);
        if (error.agentStatus)
            return FailurePanel::tr("The agent answered with status %1").arg(*error.agentStatus);
        return FailurePanel::tr("The agent failed");
    }
    if (error.type == QLatin1String("Refused")) return FailurePanel::tr("The request was refused");
    if (error.type == QLatin1String("TooLarge")) return FailurePanel::tr("The request is too large");
    if (error.type == QLatin1String("NotFound")) return FailurePanel::tr("Not found");
    if (error.type == QLatin1String("BadInput")) return FailurePanel::tr("The request cannot be right");
    if (error.type == QLatin1String("Unreachable")) return FailurePanel::tr("No answer");
    if (error.type == QLatin1String("Cancelled")) return FailurePanel::tr("Cancelled");
    return FailurePanel::tr("The runtime failed");
}

FailurePanel::FailurePanel(QWidget* parent)
    : QFrame(parent)
    , m_title(heading({}))
    , m_message(paragraph({}))
    , m_agentStatus(new Chip(Chip::Fill::Outline))
    , m_exitCode(new Chip(Chip::Fill::Outline))
    , m_caller(new Chip(Chip::Fill::Outline))
    , m_bodyTitle(label({}, "muted"))
    , m_body(new TextBlock(tr("The Agent's Body")))
    , m_logTitle(label({}, "muted"))
    , m_log(new TextBlock(tr("Last Lines")))
    , m_fix(paragraph({})) {
    setProperty("panel", QStringLiteral("error"));
    setAccessibleName(tr("Failure"));
    auto* column = columnIn(this, 14, 12, 8);
    auto* head = new QHBoxLayout;
    m_title->setProperty("shade", QStringLiteral("error"));
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    head->addWidget(m_title, 1);
    head->addWidget(new CopyButton(tr("Copy Failure"), [this] { return m_error.asText(); }));
    column->addLayout(head);
    column->addWidget(m_message);
    auto* facts = new QHBoxLayout;
    facts->setSpacing(8);
    for (Chip* chip : {m_agentStatus, m_exitCode, m_caller})
        facts->addWidget(chip);
    facts->addStretch();
    column->addLayout(facts);
    m_bodyTitle->setText(tr("The agent's body"));
    m_logTitle->setText(tr("Last lines the agent wrote"));
    column->addWidget(m_bodyTitle);
    column->addWidget(m_body);
    column->addWidget(m_logTitle);
    column->addWidget(m_log);
    column->addWidget(m_fix);
    QPushButton* logs = named(button(tr("Show Logs"), "small"), tr("Show Logs"));
    connect(logs, &QPushButton::clicked, this, &FailurePanel::logsWanted);
    column->addWidget(logs, 0, Qt::AlignLeft);
    m_caller->setToolTip(
        tr("AgentCore gives its callers 424 (RuntimeClientError) whatever the agent's own status was"));
}

void FailurePanel::fill(QLabel* title, TextBlock* block, const QString& text) {
    const QString shown = text.right(shownAtMost).trimmed();
    title->setVisible(!shown.isEmpty());
    block->setVisible(!shown.isEmpty());
    if (!shown.isEmpty()) block->setBlockText(shown);
}

void FailurePanel::setError(const ApiError& error) {
    m_error = error;
    m_title->setText(failureTitle(error));
    m_title->setAccessibleName(m_title->text());
    m_message->setText(error.message);
    m_agentStatus->setVisible(error.agentStatus.has_value());
    if (error.agentStatus) m_agentStatus->setText(tr("The agent's status %1").arg(*error.agentStatus));
    m_exitCode->setVisible(error.exitCode.has_value());
    if (error.exitCode) m_exitCode->setText(tr("Exit code %1").arg(*error.exitCode));
    const int status = error.httpStatus                             ? error.httpStatus
                       : error.type == QLatin1String("AgentFailed") ? 424
                                                                    : 0;
    m_caller->setVisible(status > 0);
    if (status) m_caller->setText(tr("A caller gets %1").arg(status));

    QString body = error.agentBody;
    const QJsonDocument json = QJsonDocument::fromJson(body.toUtf8());
    if (!json.isNull() && body.size() < shownAtMost) body = QString::fromUtf8(json.toJson());
    fill(m_bodyTitle, m_body, body);
    fill(m_logTitle, m_log, readableLog(error.logTail));
    m_fix->setVisible(!error.fix.isEmpty());
    m_fix->setText(tr("Fix: %1").arg(error.fix));
}

} // namespace agentarium::views
