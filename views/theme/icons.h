// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QIcon>

namespace agentarium::views {

/// The pictures of resources/icons/ui, drawn in a colour of the theme in force at the moment of painting.
QIcon themedIcon(const QString& name);

} // namespace agentarium::views
