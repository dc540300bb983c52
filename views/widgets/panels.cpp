// SPDX-License-Identifier: Apache-2.0
#include "views/widgets/panels.h"

#include "views/theme/fonts.h"

#include <QBoxLayout>

namespace agentarium::views {

QFrame* panel(const char* look, QWidget* parent) {
    auto* frame = new QFrame(parent);
    frame->setProperty("panel", QString::fromLatin1(look));
    return frame;
}

QHBoxLayout* rowIn(QWidget* widget, int horizontal, int vertical, int spacing) {
    auto* row = new QHBoxLayout(widget);
    row->setContentsMargins(horizontal, vertical, horizontal, vertical);
    row->setSpacing(spacing);
    return row;
}

QVBoxLayout* columnIn(QWidget* widget, int horizontal, int vertical, int spacing) {
    auto* column = new QVBoxLayout(widget);
    column->setContentsMargins(horizontal, vertical, horizontal, vertical);
    column->setSpacing(spacing);
    return column;
}

QLabel* label(const QString& text, const char* shade) {
    auto* result = new QLabel(text);
    result->setTextFormat(Qt::PlainText);
    if (shade) result->setProperty("shade", QString::fromLatin1(shade));
    return result;
}

QLabel* paragraph(const QString& text, const char* shade) {
    QLabel* result = label(text, shade);
    result->setWordWrap(true);
    result->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return result;
}

QLabel* heading(const QString& text) {
    QLabel* result = label(text);
    result->setFont(boldFont());
    return result;
}

QPushButton* button(const QString& text, const char* look) {
    auto* result = new QPushButton(text);
    if (look) result->setProperty("look", QString::fromLatin1(look));
    result->setAutoDefault(false);
    return result;
}

} // namespace agentarium::views
