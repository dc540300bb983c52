// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPlainTextEdit>

namespace agentarium::views {

/// A read-only piece of text as high as it needs, up to a limit, beyond which it scrolls.
class TextBlock : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit TextBlock(const QString& accessibleName, QWidget* parent = nullptr);
    void setBlockText(const QString& text);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fit();
};

} // namespace agentarium::views
