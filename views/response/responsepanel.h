// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/client/invocation.h"
#include "views/session/invocationrecord.h"

#include <QFrame>
#include <QPointer>

#include <memory>

class QComboBox;
class QLabel;
class QStackedWidget;

namespace agentarium::views {

class EventsTab;
class HeadersModel;
class LogsTab;
class ResponseView;
class SessionFeed;
class TabBar;
class Workbench;

/// What came back: the answer, the events, the headers, the logs.
class ResponsePanel : public QFrame {
    Q_OBJECT
public:
    enum Tab { ResponseTab, EventsTabIndex, HeadersTab, LogsTabIndex };

    explicit ResponsePanel(Workbench& workbench, QWidget* parent = nullptr);

    void setFeed(const std::shared_ptr<SessionFeed>& feed);
    /// Shows `reply` as it comes.
    void attach(InvocationReply* reply);
    void setWaiting(const QString& text);
    /// Shows a failure that is not an invocation's, for example of the start of a session.
    void fail(const ApiError& error);
    void showTab(Tab tab);

private:
    void onInvocations();
    void choose(int row);
    void showRecord(const InvocationRecord& record);
    void onStarted();
    void onEnded();
    void showFigures(double firstByteMs, qint64 bytes, double totalMs);
    void loadEarlier(quint64 seq);
    void save();

    Workbench& m_workbench;
    std::shared_ptr<SessionFeed> m_feed;
    QPointer<InvocationReply> m_reply;
    QString m_shownId;  ///< invocation shown; of the attached reply once its head is known
    QString m_bodyBlob; ///< where the whole body can be fetched
    TabBar* m_tabs;
    QStackedWidget* m_pages;
    QComboBox* m_invocations;
    QLabel* m_figures;
    ResponseView* m_view;
    EventsTab* m_events;
    LogsTab* m_logs;
    HeadersModel* m_headers;
    bool m_loadingEarlier = false;
};

} // namespace agentarium::views
