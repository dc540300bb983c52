// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/client/invocation.h"

#include <QFrame>
#include <QJsonObject>
#include <QTimer>

#include <functional>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;
class QToolButton;

namespace agentarium::views {

class JsonEditor;

/// Where a request is written: JSON, the endpoint, the user's id, headers; and Send.
class RequestPanel : public QFrame {
    Q_OBJECT
public:
    explicit RequestPanel(QWidget* parent = nullptr);

    /// The endpoints to choose from; the chosen one stays when it still exists.
    void setQualifiers(const QStringList& qualifiers, const QString& preferred);
    void setQualifierEnabled(bool enabled);
    /// While a request is out, Send becomes Cancel.
    void setBusy(bool busy);
    bool isBusy() const { return m_busy; }

    /// Without agent and session.
    InvocationRequest request() const;
    QString text() const;
    void setText(const QString& text);
    QJsonObject draft() const;
    void setDraft(const QJsonObject& draft);
    /// Makes a text of the request for the clipboard; set by the page, which knows agent and session.
    void setCopyMakers(std::function<QString()> curl, std::function<QString()> agentariumctl);
    void focusEditor();

signals:
    void sendRequested();
    void cancelRequested();
    void draftChanged();

private:
    QWidget* makeHead();
    QWidget* makeOptions();
    QWidget* makeFoot();
    void check();
    void copy(const std::function<QString()>& maker, const QString& said);

    JsonEditor* m_editor;
    QLabel* m_validity;
    QComboBox* m_qualifier;
    QLineEdit* m_user;
    QPushButton* m_headersButton;
    QPlainTextEdit* m_headers;
    QLabel* m_size;
    QProgressBar* m_sizeBar;
    QPushButton* m_send;
    QPushButton* m_cancel;
    QToolButton* m_copy;
    std::function<QString()> m_curl, m_ctl;
    QTimer m_checkSoon;
    bool m_busy = false;
};

/// "Name: value" lines as headers; lines without a colon are left out.
HeaderList headersFromText(const QString& text);

} // namespace agentarium::views
