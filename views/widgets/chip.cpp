// SPDX-License-Identifier: Apache-2.0
#include "views/widgets/chip.h"

#include "views/theme/fonts.h"
#include "views/theme/thememanager.h"

#include <QPainter>

namespace agentarium::views {

namespace {
constexpr int chipHeight = 22;
constexpr int chipPadding = 10;
} // namespace

Chip::Chip(Fill fill, QWidget* parent) : QWidget(parent), m_fill(fill) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    QFont font = captionFont();
    if (fill == Fill::Solid) font.setWeight(QFont::Medium);
    setFont(font);
}

void Chip::setText(const QString& text) {
    if (text == m_text) return;
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

void Chip::setTone(Tone tone) {
    if (tone == m_tone) return;
    m_tone = tone;
    update();
}

QSize Chip::sizeHint() const {
    return {fontMetrics().horizontalAdvance(m_text) + 2 * chipPadding, chipHeight};
}

void Chip::paintEvent(QPaintEvent*) {
    const Theme& theme = currentTheme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    if (m_fill == Fill::Solid) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(toneFill(theme, m_tone));
    } else {
        painter.setPen(theme.outline);
        painter.setBrush(Qt::NoBrush);
    }
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2);
    painter.setPen(m_fill == Fill::Solid ? theme.onFill : theme.text);
    painter.drawText(rect(), Qt::AlignCenter, m_text);
}

Dot::Dot(QWidget* parent) : QWidget(parent) {
    setFixedSize(8, 8);
}

void Dot::setTone(Tone tone) {
    m_tone = tone;
    update();
}

void Dot::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(toneFill(currentTheme(), m_tone));
    painter.drawEllipse(rect());
}

} // namespace agentarium::views
