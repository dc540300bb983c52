// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/client/invocation.h"
#include "views/navigator/sessionrow.h"

#include <QPointer>
#include <QWidget>

#include <memory>

class QLabel;
class QPushButton;
class QSplitter;

namespace agentarium::views {

class Chip;
class ElidedLabel;
class RequestPanel;
class ResponsePanel;
class SessionFeed;
class Workbench;

/// One session: what it is and why, the request, and what came back. It begins as a page without a microVM;
/// the first request or Start brings one. After the end it stays readable, and the next request begins a new
/// life of the same id.
class SessionPage : public QWidget {
    Q_OBJECT
public:
    /// A session that may or may not exist yet.
    SessionPage(Workbench& workbench, const QString& agent, const QString& qualifier,
                const QString& sessionId, QWidget* parent = nullptr);
    ~SessionPage() override;

    const QString& agent() const { return m_agent; }
    const QString& sessionId() const { return m_sessionId; }
    /// Shows a recording of this session.
    void showRecording(const QString& recordingId);
    /// Asks for a microVM now, so that it boots while the request is written.
    void start();
    void send();
    void cancel();
    bool isBusy() const { return m_reply != nullptr; }
    bool isLive() const;
    void setRequestText(const QString& text);
    void focusRequest();

    /// An id of the right form for a new session of `agent`.
    static QString newSessionId(const QString& agent);

signals:
    /// An invocation ended; `ok` tells how.
    void answered(bool ok);
    void changed();

private:
    QWidget* makeHead();
    void connectModels();
    void onSession(const SessionRow& row);
    void onEnded(const SessionRow& row);
    void onAgents();
    void refresh();
    void refreshClock();
    SessionRow row() const;
    void saveDraft();
    void loadDraft();
    InvocationRequest request() const;
    void onReplyOver();

    Workbench& m_workbench;
    QString m_agent;
    QString m_qualifier;
    QString m_sessionId;
    std::shared_ptr<SessionFeed> m_feed;
    SessionRow m_live; ///< as the list of live sessions has it; state empty when it has none
    QPointer<InvocationReply> m_reply;
    bool m_starting = false;

    Chip* m_state;
    ElidedLabel* m_id;
    ElidedLabel* m_of;
    Chip* m_startChip;
    QLabel* m_clock;
    QPushButton* m_stop;
    ElidedLabel* m_reason;
    RequestPanel* m_request;
    ResponsePanel* m_response;
    QSplitter* m_splitter;
};

} // namespace agentarium::views
