// SPDX-License-Identifier: Apache-2.0
#include "views/widgets/named.h"

#include <QStyle>

namespace agentarium::views {

void setLook(QWidget* widget, const char* property, const QVariant& value) {
    if (widget->property(property) == value) return;
    widget->setProperty(property, value);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
    widget->update();
}

} // namespace agentarium::views
