// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonObject>
#include <nlohmann/json.hpp>

namespace agentarium::views {

/// Between Qt's JSON, which arrives, and the core's, which its pure parts take.
nlohmann::json toCore(const QJsonObject& object);
QJsonObject toQt(const nlohmann::json& object);

} // namespace agentarium::views
