// SPDX-License-Identifier: Apache-2.0
#include "views/response/responseview.h"

#include "views/format/format.h"
#include "views/request/jsoncheck.h"
#include "views/request/jsonhighlighter.h"
#include "views/response/failurepanel.h"
#include "views/response/prettyjson.h"
#include "views/response/textview.h"
#include "views/theme/fonts.h"
#include "views/widgets/emptystate.h"
#include "views/widgets/named.h"
#include "views/widgets/panels.h"

#include <QBoxLayout>
#include <QPointer>
#include <QScrollArea>
#include <QStackedLayout>
#include <QThreadPool>

namespace agentarium::views {

namespace {
constexpr qint64 keptAtMost = 2'000'000;
constexpr qsizetype longestString = 4096;
constexpr qsizetype highlightedAtMost = 200'000;

QWidget* scrolled(QWidget* content) {
    auto* inner = panel("base");
    auto* column = columnIn(inner, 12, 12);
    column->addWidget(content);
    column->addStretch();
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(inner);
    return scroll;
}
} // namespace

ResponseView::ResponseView(QWidget* parent)
    : QWidget(parent)
    , m_stack(new QStackedLayout(this))
    , m_answer(panel("base"))
    , m_empty(
          new EmptyState(tr("No Answer Yet"),
                         tr("The agent's answer appears here as it is written. Send the request to begin.")))
    , m_waiting(paragraph({}, "muted"))
    , m_waitingPage(panel("base"))
    , m_failure(new FailurePanel)
    , m_failurePage(scrolled(m_failure))
    , m_text(named(new TextView, tr("Response Body")))
    , m_bar(panel("foot"))
    , m_note(label({}, "muted"))
    , m_raw(named(button(tr("Raw"), "small"), tr("Show Raw Body")))
    , m_save(named(button(tr("Save…"), "small"), tr("Save Body"))) {
    auto* column = columnIn(m_answer);
    column->addWidget(m_text, 1);
    auto* row = rowIn(m_bar, 12, 4);
    m_note->setFont(captionFont());
    row->addWidget(m_note, 1);
    m_raw->setCheckable(true);
    m_raw->setToolTip(tr("Show the bytes as they came, not decoded"));
    row->addWidget(m_raw);
    row->addWidget(m_save);
    column->addWidget(m_bar);
    columnIn(m_waitingPage, 16, 14)->addWidget(m_waiting, 0, Qt::AlignTop);

    for (QWidget* page : {static_cast<QWidget*>(m_empty), m_waitingPage, m_answer, m_failurePage})
        m_stack->addWidget(page);
    connect(m_failure, &FailurePanel::logsWanted, this, &ResponseView::logsWanted);
    connect(m_save, &QPushButton::clicked, this, &ResponseView::saveWanted);
    connect(m_raw, &QPushButton::toggled, this, &ResponseView::rerender);
    connect(m_text, &TextView::truncated, this, &ResponseView::updateBar);
}

void ResponseView::clear() {
    ++m_generation;
    m_text->reset();
    m_text->setStreaming(false);
    m_kept.clear();
    m_bytes = 0;
    m_begun = m_over = m_failed = m_sawText = false;
    m_extraNote.clear();
    m_sse = {};
    m_utf8.resetState();
    delete m_highlighter;
    m_highlighter = nullptr;
    m_stack->setCurrentWidget(m_empty);
}

void ResponseView::setWaiting(const QString& text) {
    m_waiting->setText(text);
    m_waiting->setAccessibleName(text);
    if (!m_begun && !m_failed) m_stack->setCurrentWidget(m_waitingPage);
}

void ResponseView::begin(const QString& contentType) {
    clear();
    m_begun = true;
    m_isSse = contentType.startsWith(QLatin1String("text/event-stream"), Qt::CaseInsensitive);
    m_isJson = contentType.contains(QLatin1String("json"), Qt::CaseInsensitive);
    m_raw->setVisible(m_isSse || m_isJson);
    m_text->setFont(m_isSse && !m_raw->isChecked() ? readingFont() : editorFont());
    m_text->setStreaming(true);
    m_stack->setCurrentWidget(m_answer);
    updateBar();
}

void ResponseView::receive(const QByteArray& bytes) {
    m_bytes += bytes.size();
    if (m_kept.size() < keptAtMost) m_kept += bytes.left(keptAtMost - m_kept.size());
    showText(bytes);
    updateBar();
}

void ResponseView::showText(const QByteArray& bytes) {
    if (!m_isSse || m_raw->isChecked()) {
        m_text->addText(m_utf8.decode(bytes));
        return;
    }
    QString text;
    for (const SseEvent& event : m_sse.feed(bytes))
        text += sseText(event);
    // Objects are looked at, not read: they stand in columns.
    if (!m_sawText && !text.isEmpty()) {
        m_sawText = true;
        const bool objects = text.startsWith(QLatin1Char('{'));
        m_text->setFont(objects ? editorFont() : readingFont());
        if (objects && !m_highlighter) m_highlighter = new JsonHighlighter(m_text->document());
    }
    if (!text.isEmpty()) m_text->addText(text);
}

void ResponseView::finish() {
    m_over = true;
    m_text->setStreaming(false);
    if (m_isJson && !m_raw->isChecked()) layOutJson();
    updateBar();
}

void ResponseView::rerender() {
    m_text->reset();
    m_sawText = false;
    m_sse = {};
    m_utf8.resetState();
    m_text->setFont(m_isSse && !m_raw->isChecked() ? readingFont() : editorFont());
    showText(m_kept);
    if (m_over && m_isJson && !m_raw->isChecked()) layOutJson();
    updateBar();
}

void ResponseView::layOutJson() {
    if (m_bytes > m_kept.size() || m_kept.isEmpty()) return;
    const quint64 generation = ++m_generation;
    const QPointer<ResponseView> guard(this);
    const auto show = [guard, generation](const QString& text) {
        if (!guard || guard->m_generation != generation || guard->m_raw->isChecked()) return;
        guard->m_text->reset();
        if (!guard->m_highlighter && text.size() < highlightedAtMost)
            guard->m_highlighter = new JsonHighlighter(guard->m_text->document());
        guard->m_text->addText(text);
        guard->updateBar();
    };
    QThreadPool::globalInstance()->start([body = m_kept, guard, show] {
        if (!checkJson(body).valid) return;
        bool truncated = false;
        const QString text = prettyJson(body, longestString, TextView::limit, &truncated);
        QMetaObject::invokeMethod(
            qApp, [show, text] { show(text); }, Qt::QueuedConnection);
    });
}

void ResponseView::fail(const ApiError& error) {
    m_failed = true;
    m_over = true;
    m_text->setStreaming(false);
    m_failure->setError(error);
    m_stack->setCurrentWidget(m_failurePage);
}

void ResponseView::setNote(const QString& note) {
    m_extraNote = note;
    updateBar();
}

void ResponseView::updateBar() {
    const bool cut = m_text->isTruncated() || m_bytes > m_kept.size();
    QString note = m_extraNote;
    if (cut)
        note = tr("The first %1 of %2 are shown.").arg(formatBytes(TextView::limit), formatBytes(m_bytes));
    m_note->setText(note);
    m_save->setVisible(m_over && m_bytes > 0);
    m_bar->setVisible(!note.isEmpty() || m_save->isVisibleTo(m_bar) || m_raw->isVisibleTo(m_bar));
}

QString ResponseView::shownText() const {
    return m_text->toPlainText();
}

} // namespace agentarium::views
