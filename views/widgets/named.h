// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

namespace agentarium::views {

/// Gives a control the name that assistive technology, and the journeys, know it by.
template <typename W>
W* named(W* widget, const QString& name) {
    widget->setAccessibleName(name);
    return widget;
}

/// Sets a dynamic property the style sheet looks at, and restyles the widget.
void setLook(QWidget* widget, const char* property, const QVariant& value);

} // namespace agentarium::views
