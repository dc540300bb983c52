// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPlainTextEdit>
#include <QTimer>

namespace agentarium::views {

/// Text that grows while it is read. It is taken in slices small enough to keep the window answering; very
/// long lines are broken for display, and after `limit` characters the rest is only counted.
class TextView : public QPlainTextEdit {
    Q_OBJECT
public:
    static constexpr qsizetype limit = 1'000'000;
    static constexpr qsizetype longestLine = 2048;

    explicit TextView(QWidget* parent = nullptr);

    void reset();
    void addText(const QString& text);
    /// A block at the end says that more is coming.
    void setStreaming(bool streaming);
    bool isTruncated() const { return m_truncated; }
    /// Nothing waits to be shown.
    bool isSettled() const { return m_waiting.isEmpty(); }

signals:
    void truncated();

protected:
    void paintEvent(QPaintEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void takeSlice();
    QString broken(const QString& text);

    QString m_waiting;
    QTimer m_turn;
    qsizetype m_taken = 0;
    qsizetype m_lineLength = 0;
    bool m_truncated = false;
    bool m_streaming = false;
};

} // namespace agentarium::views
