// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/client/apierror.h"
#include "views/response/ssedecoder.h"

#include <QStringDecoder>
#include <QWidget>

class QLabel;
class QPushButton;
class QScrollArea;
class QStackedLayout;

namespace agentarium::views {

class EmptyState;
class FailurePanel;
class JsonHighlighter;
class TextView;

/// The body of one answer: text as it streams, events decoded, JSON laid out once it is whole; or the
/// failure.
class ResponseView : public QWidget {
    Q_OBJECT
public:
    explicit ResponseView(QWidget* parent = nullptr);

    void clear();
    /// Nothing has come yet; `text` says what is being waited for.
    void setWaiting(const QString& text);
    void begin(const QString& contentType);
    void receive(const QByteArray& bytes);
    void finish();
    void fail(const ApiError& error);
    void setNote(const QString& note);
    QString shownText() const;

signals:
    void logsWanted();
    void saveWanted();

private:
    void showText(const QByteArray& bytes);
    void rerender();
    void layOutJson();
    void updateBar();

    QStackedLayout* m_stack;
    QWidget* m_answer;
    EmptyState* m_empty;
    QLabel* m_waiting;
    QWidget* m_waitingPage;
    FailurePanel* m_failure;
    QWidget* m_failurePage;
    TextView* m_text;
    JsonHighlighter* m_highlighter = nullptr;
    QWidget* m_bar;
    QLabel* m_note;
    QPushButton* m_raw;
    QPushButton* m_save;

    QByteArray m_kept; ///< the beginning of the body, for laying it out again
    qint64 m_bytes = 0;
    bool m_isSse = false;
    bool m_isJson = false;
    bool m_begun = false;
    bool m_sawText = false; ///< the first decoded text has come and chosen the font
    bool m_over = false;
    bool m_failed = false;
    quint64 m_generation = 0; ///< an answer laid out in a worker belongs to this body
    QString m_extraNote;
    SseDecoder m_sse;
    QStringDecoder m_utf8{QStringDecoder::Utf8};
};

} // namespace agentarium::views
