// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>

namespace agentarium::views {

/// Indents JSON text without reading its values, so that order and numbers stay as the agent wrote them.
/// Strings longer than `longestString` are cut with their length; output ends at `limit` characters, and then
/// `truncated` is set. The input must be valid JSON. Safe in any thread.
QString prettyJson(const QByteArray& json, qsizetype longestString, qsizetype limit, bool* truncated);

} // namespace agentarium::views
