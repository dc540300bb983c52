// SPDX-License-Identifier: Apache-2.0
#include "core/events/event.h"

#include "core/contract/iso_time.h"

namespace agentarium::events {

nlohmann::json Event::toJson() const {
    nlohmann::json json{
        {"seq", seq}, {"tNs", tNs}, {"wall", contract::toIsoTime(wallNs)}, {"kind", kind}, {"body", body}};
    if (!blob.empty()) json["blob"] = blob;
    return json;
}

} // namespace agentarium::events
