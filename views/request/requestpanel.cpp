// SPDX-License-Identifier: Apache-2.0
#include "views/request/requestpanel.h"

#include "views/format/format.h"
#include "views/request/jsoncheck.h"
#include "views/request/jsoneditor.h"
#include "views/theme/fonts.h"
#include "views/widgets/named.h"
#include "views/widgets/panels.h"

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QProgressBar>
#include <QToolButton>

namespace agentarium::views {

namespace {
constexpr qint64 bodyLimit = 100'000'000;
constexpr int checkAfterMs = 120;
} // namespace

HeaderList headersFromText(const QString& text) {
    HeaderList headers;
    for (const QString& line : text.split(QLatin1Char('\n'))) {
        const qsizetype colon = line.indexOf(QLatin1Char(':'));
        if (colon > 0)
            headers.append({line.left(colon).trimmed().toUtf8(), line.mid(colon + 1).trimmed().toUtf8()});
    }
    return headers;
}

RequestPanel::RequestPanel(QWidget* parent)
    : QFrame(parent), m_editor(named(new JsonEditor, tr("Request Body"))), m_validity(label({}, "muted")) {
    setProperty("panel", QStringLiteral("window"));
    auto* column = columnIn(this);
    column->addWidget(makeHead());
    column->addWidget(m_editor, 1);
    m_validity->setContentsMargins(12, 4, 12, 4);
    m_validity->setFont(captionFont());
    m_validity->setWordWrap(true);
    m_validity->setMinimumHeight(rowPixels);
    column->addWidget(m_validity);
    column->addWidget(makeOptions());
    column->addWidget(makeFoot());

    m_checkSoon.setSingleShot(true);
    m_checkSoon.setInterval(checkAfterMs);
    connect(&m_checkSoon, &QTimer::timeout, this, &RequestPanel::check);
    connect(m_editor, &QPlainTextEdit::textChanged, this, [this] {
        m_checkSoon.start();
        emit draftChanged();
    });
    connect(m_editor, &JsonEditor::pasteRefused, this, [this](qint64 longest) {
        m_validity->setText(
            tr("Not pasted: one line has %1. Send such a body with “agentariumctl invoke --attach”.")
                .arg(formatBytes(longest)));
        setLook(m_validity, "shade", QStringLiteral("error"));
    });
    check();
    setBusy(false);
}

QWidget* RequestPanel::makeHead() {
    auto* head = panel("head");
    head->setFixedHeight(headPixels);
    auto* row = rowIn(head);
    row->addWidget(heading(tr("Request")));
    row->addWidget(label(tr("JSON"), "muted"));
    row->addStretch();
    m_copy = named(new QToolButton, tr("Copy as curl"));
    m_copy->setText(tr("Copy as curl"));
    m_copy->setPopupMode(QToolButton::MenuButtonPopup);
    m_copy->setToolTip(tr("Copy this request as a command line"));
    auto* menu = new QMenu(m_copy);
    const auto curl = [this] { copy(m_curl, tr("Copied")); };
    connect(m_copy, &QToolButton::clicked, this, curl);
    menu->addAction(tr("Copy as curl"), this, curl);
    menu->addAction(tr("Copy as agentariumctl"), this, [this] { copy(m_ctl, tr("Copied")); });
    m_copy->setMenu(menu);
    row->addWidget(m_copy);
    return head;
}

QWidget* RequestPanel::makeOptions() {
    auto* options = panel("foot");
    auto* column = columnIn(options, 12, 8, 8);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_qualifier = named(new QComboBox, tr("Endpoint"));
    m_qualifier->setToolTip(tr("The endpoint (qualifier) the request goes to"));
    m_qualifier->setMinimumWidth(104);
    row->addWidget(m_qualifier);
    m_user = named(new QLineEdit, tr("User ID"));
    m_user->setPlaceholderText(tr("User ID (optional)"));
    m_user->setMinimumWidth(80);
    row->addWidget(m_user, 1);
    m_headersButton = named(button(tr("Headers")), tr("Headers"));
    m_headersButton->setCheckable(true);
    row->addWidget(m_headersButton);
    column->addLayout(row);
    m_headers = named(new QPlainTextEdit, tr("Request Headers"));
    m_headers->setProperty("field", true);
    m_headers->setFont(monoFont());
    m_headers->setTabChangesFocus(true);
    m_headers->setPlaceholderText(QStringLiteral("X-Amzn-Bedrock-AgentCore-Runtime-Custom-Tenant: blue"));
    m_headers->setFixedHeight(72);
    m_headers->hide();
    column->addWidget(m_headers);
    connect(m_headersButton, &QPushButton::toggled, m_headers, &QWidget::setVisible);
    connect(m_headers, &QPlainTextEdit::textChanged, this, [this] {
        const qsizetype count = headersFromText(m_headers->toPlainText()).size();
        m_headersButton->setText(count ? tr("Headers %1").arg(count) : tr("Headers"));
        emit draftChanged();
    });
    connect(m_user, &QLineEdit::textChanged, this, &RequestPanel::draftChanged);
    connect(m_qualifier, &QComboBox::currentTextChanged, this, &RequestPanel::draftChanged);
    return options;
}

QWidget* RequestPanel::makeFoot() {
    auto* foot = panel("foot");
    foot->setFixedHeight(48);
    auto* row = rowIn(foot);
    m_size = label({}, "muted");
    m_size->setFont(monoFont());
    row->addWidget(m_size);
    m_sizeBar = named(new QProgressBar, tr("Size of the Body"));
    m_sizeBar->setRange(0, 1000);
    m_sizeBar->setTextVisible(false);
    row->addWidget(m_sizeBar, 1);
    m_cancel = named(button(tr("Cancel")), tr("Cancel Invocation"));
    m_cancel->setToolTip(tr("Cancel this invocation in the agent (Esc)"));
    m_cancel->setShortcut(QKeySequence(Qt::Key_Escape));
    m_send = named(button(tr("Send"), "primary"), tr("Send"));
    m_send->setToolTip(tr("Invoke the agent (Ctrl+Return)"));
    row->addWidget(m_cancel);
    row->addWidget(m_send);
    connect(m_send, &QPushButton::clicked, this, &RequestPanel::sendRequested);
    connect(m_cancel, &QPushButton::clicked, this, &RequestPanel::cancelRequested);
    return foot;
}

void RequestPanel::check() {
    const QByteArray body = text().toUtf8();
    const JsonCheck result = checkJson(body);
    m_validity->setText(result.valid   ? tr("Valid JSON")
                        : result.empty ? result.text()
                                       : tr("%1. It is sent as it stands.").arg(result.text()));
    setLook(m_validity, "shade",
            result.valid || result.empty ? QStringLiteral("muted") : QStringLiteral("error"));
    m_size->setText(tr("%1 of 100 MB").arg(formatBytes(body.size())));
    m_sizeBar->setValue(int(qMin<qint64>(1000, body.size() * 1000 / bodyLimit)));
    m_sizeBar->setToolTip(m_size->text());
}

void RequestPanel::setQualifiers(const QStringList& qualifiers, const QString& preferred) {
    const QString before = m_qualifier->count() ? m_qualifier->currentText() : preferred;
    const QSignalBlocker quiet(m_qualifier);
    m_qualifier->clear();
    m_qualifier->addItems(qualifiers.isEmpty() ? QStringList{QStringLiteral("DEFAULT")} : qualifiers);
    m_qualifier->setCurrentText(m_qualifier->findText(before) >= 0 ? before : preferred);
}

void RequestPanel::setQualifierEnabled(bool enabled) {
    m_qualifier->setEnabled(enabled);
    m_qualifier->setToolTip(enabled ? tr("The endpoint (qualifier) the request goes to")
                                    : tr("A running session keeps the endpoint it was started with"));
}

void RequestPanel::setBusy(bool busy) {
    m_busy = busy;
    m_send->setVisible(!busy);
    m_cancel->setVisible(busy);
}

QString RequestPanel::text() const {
    return m_editor->toPlainText();
}
void RequestPanel::setText(const QString& text) {
    m_editor->setPlainText(text);
}
void RequestPanel::focusEditor() {
    m_editor->setFocus(Qt::OtherFocusReason);
}

InvocationRequest RequestPanel::request() const {
    InvocationRequest request;
    request.qualifier = m_qualifier->currentText();
    request.userId = m_user->text().trimmed();
    request.headers = headersFromText(m_headers->toPlainText());
    request.body = text().toUtf8();
    return request;
}

QJsonObject RequestPanel::draft() const {
    return {{QStringLiteral("body"), text()},
            {QStringLiteral("userId"), m_user->text()},
            {QStringLiteral("headers"), m_headers->toPlainText()},
            {QStringLiteral("qualifier"), m_qualifier->currentText()}};
}

void RequestPanel::setDraft(const QJsonObject& draft) {
    if (draft.isEmpty()) return;
    setText(draft.value(QLatin1String("body")).toString());
    m_user->setText(draft.value(QLatin1String("userId")).toString());
    m_headers->setPlainText(draft.value(QLatin1String("headers")).toString());
    m_headersButton->setChecked(!m_headers->toPlainText().isEmpty());
    m_qualifier->setCurrentText(draft.value(QLatin1String("qualifier")).toString());
    check();
}

void RequestPanel::setCopyMakers(std::function<QString()> curl, std::function<QString()> agentariumctl) {
    m_curl = std::move(curl);
    m_ctl = std::move(agentariumctl);
}

void RequestPanel::copy(const std::function<QString()>& maker, const QString& said) {
    if (!maker) return;
    QApplication::clipboard()->setText(maker());
    m_copy->setText(said);
    QTimer::singleShot(1200, m_copy, [this] { m_copy->setText(tr("Copy as curl")); });
}

} // namespace agentarium::views
