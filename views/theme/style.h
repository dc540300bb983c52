// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QProxyStyle>

namespace agentarium::views {

/// Fusion with the program's own arrows, combo boxes, check boxes and focus ring, drawn from the theme at any
/// scale.
class WorkbenchStyle : public QProxyStyle {
public:
    WorkbenchStyle();

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                            const QWidget* widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                         const QWidget* widget) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* returnData) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                           const QWidget* widget) const override;
};

/// A chevron of about 8 px in the middle of `rect`.
void drawChevron(QPainter* painter, const QRectF& rect, Qt::ArrowType direction, const QColor& color);

} // namespace agentarium::views
