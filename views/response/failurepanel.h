// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/client/apierror.h"

#include <QFrame>

class QLabel;

namespace agentarium::views {

class Chip;
class TextBlock;

/// A failure as the agent's own: its status, body, exit code and last lines, beside what a caller gets.
class FailurePanel : public QFrame {
    Q_OBJECT
public:
    explicit FailurePanel(QWidget* parent = nullptr);
    void setError(const ApiError& error);

signals:
    void logsWanted();

private:
    static void fill(QLabel* title, TextBlock* block, const QString& text);

    ApiError m_error;
    QLabel* m_title;
    QLabel* m_message;
    Chip* m_agentStatus;
    Chip* m_exitCode;
    Chip* m_caller;
    QLabel* m_bodyTitle;
    TextBlock* m_body;
    QLabel* m_logTitle;
    TextBlock* m_log;
    QLabel* m_fix;
};

/// The first line of the panel: what happened, in a few words.
QString failureTitle(const ApiError& error);

} // namespace agentarium::views
