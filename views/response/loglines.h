// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>

namespace agentarium::views {

/// Log lines for a person. AgentCore's SDK writes a line as a JSON object; of such a line the message and the
/// traceback are shown, the way Python prints them. Other lines stay as they are.
QString readableLog(const QStringList& lines);

} // namespace agentarium::views
