// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPlainTextEdit>

namespace agentarium::views {

/// A place to write JSON: highlighted, indented like the line before, Tab moves on.
class JsonEditor : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit JsonEditor(QWidget* parent = nullptr);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void insertFromMimeData(const QMimeData* source) override;

signals:
    /// A paste was refused: one line is longer than an editor can show.
    void pasteRefused(qint64 longestLine);
};

} // namespace agentarium::views
