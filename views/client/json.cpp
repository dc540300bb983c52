// SPDX-License-Identifier: Apache-2.0
#include "views/client/json.h"

#include <QJsonDocument>

namespace agentarium::views {

nlohmann::json toCore(const QJsonObject& object) {
    return nlohmann::json::parse(QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString());
}

QJsonObject toQt(const nlohmann::json& object) {
    const std::string text = object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
}

} // namespace agentarium::views
