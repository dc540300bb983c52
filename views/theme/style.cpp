// SPDX-License-Identifier: Apache-2.0
#include "views/theme/style.h"

#include "views/theme/fonts.h"
#include "views/theme/thememanager.h"

#include <QPainter>
#include <QPainterPath>
#include <QStyleOptionComboBox>

namespace agentarium::views {

WorkbenchStyle::WorkbenchStyle() : QProxyStyle(QStringLiteral("Fusion")) {}

void drawChevron(QPainter* painter, const QRectF& rect, Qt::ArrowType direction, const QColor& color) {
    const QPointF c = rect.center();
    QPolygonF line;
    switch (direction) {
    case Qt::RightArrow:
        line << c + QPointF(-2, -4) << c + QPointF(2, 0) << c + QPointF(-2, 4);
        break;
    case Qt::LeftArrow:
        line << c + QPointF(2, -4) << c + QPointF(-2, 0) << c + QPointF(2, 4);
        break;
    case Qt::UpArrow:
        line << c + QPointF(-4, 2) << c + QPointF(0, -2) << c + QPointF(4, 2);
        break;
    default:
        line << c + QPointF(-4, -2) << c + QPointF(0, 2) << c + QPointF(4, -2);
        break;
    }
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->drawPolyline(line);
    painter->restore();
}

namespace {

void drawCheckBox(const QStyleOption* option, QPainter* painter) {
    const Theme& theme = currentTheme();
    const QRectF box = QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5);
    const bool on = option->state & QStyle::State_On;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool focus = option->state & QStyle::State_HasFocus;
    painter->setPen(QPen(focus || on ? theme.accent : theme.outline, focus ? 2 : 1));
    painter->setBrush(on ? theme.accentFill : theme.raised);
    painter->drawRoundedRect(box, 3, 3);
    if (on) {
        const QPointF c = box.center();
        painter->setPen(QPen(theme.onAccent, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter->drawPolyline(QPolygonF{c + QPointF(-3.5, 0), c + QPointF(-1, 2.5), c + QPointF(3.5, -2.5)});
    }
    painter->restore();
}

void drawCombo(const QStyleOptionComboBox* option, QPainter* painter) {
    const Theme& theme = currentTheme();
    const bool hover = option->state & QStyle::State_MouseOver;
    const bool focus = option->state & QStyle::State_HasFocus;
    const bool enabled = option->state & QStyle::State_Enabled;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(focus ? theme.accent : theme.outline, 1));
    painter->setBrush(hover && enabled ? theme.raisedHover : theme.raised);
    painter->drawRoundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter->restore();
    QRect arrow = option->rect;
    arrow.setLeft(arrow.right() - 20);
    if (option->direction == Qt::RightToLeft)
        arrow = QRect(option->rect.left(), arrow.top(), 20, arrow.height());
    drawChevron(painter, arrow, Qt::DownArrow, enabled ? theme.textMuted : theme.textDisabled);
}

} // namespace

void WorkbenchStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                                   const QWidget* widget) const {
    const Theme& theme = currentTheme();
    switch (element) {
    case PE_IndicatorBranch:
        if (option->state & State_Children)
            drawChevron(painter, option->rect, option->state & State_Open ? Qt::DownArrow : Qt::RightArrow,
                        theme.textMuted);
        return;
    case PE_IndicatorArrowDown:
        drawChevron(painter, option->rect, Qt::DownArrow, theme.textMuted);
        return;
    case PE_IndicatorArrowUp:
        drawChevron(painter, option->rect, Qt::UpArrow, theme.textMuted);
        return;
    case PE_IndicatorArrowRight:
        drawChevron(painter, option->rect, Qt::RightArrow, theme.textMuted);
        return;
    case PE_IndicatorArrowLeft:
        drawChevron(painter, option->rect, Qt::LeftArrow, theme.textMuted);
        return;
    case PE_IndicatorCheckBox:
        drawCheckBox(option, painter);
        return;
    case PE_FrameFocusRect: {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(theme.accent, 1));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
        painter->restore();
        return;
    }
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void WorkbenchStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                                        QPainter* painter, const QWidget* widget) const {
    if (control == CC_ComboBox) {
        if (const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option);
            combo && !combo->editable) {
            drawCombo(combo, painter);
            return;
        }
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect WorkbenchStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option,
                                     SubControl part, const QWidget* widget) const {
    const QRect rect = QProxyStyle::subControlRect(control, option, part, widget);
    // The text begins where that of the line edits above and below begins.
    return control == CC_ComboBox && part == SC_ComboBoxEditField ? rect.adjusted(4, 0, 0, 0) : rect;
}

int WorkbenchStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
    switch (metric) {
    case PM_SplitterWidth:
        return 1;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
        return 16;
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
        return 16;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return 8;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int WorkbenchStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                              QStyleHintReturn* returnData) const {
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
        return 0;
    case SH_ComboBox_Popup:
        return 0;
    case SH_Widget_Animate:
    case SH_Widget_Animation_Duration:
        return 0;
    default:
        return QProxyStyle::styleHint(hint, option, widget, returnData);
    }
}

QSize WorkbenchStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                       const QWidget* widget) const {
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    if (type == CT_ComboBox) result = QSize(result.width() + 8, 28);
    return result;
}

} // namespace agentarium::views
