// SPDX-License-Identifier: Apache-2.0
#include "core/host/check.h"

namespace agentarium::host {

namespace {

const char* name(CheckState state) {
    switch (state) {
    case CheckState::Ok:
        return "ok";
    case CheckState::Warn:
        return "warn";
    case CheckState::Fail:
        return "fail";
    case CheckState::Skipped:
        break;
    }
    return "skipped";
}

} // namespace

nlohmann::json Check::toJson() const {
    return {{"id", id}, {"title", title}, {"state", name(state)}, {"reason", reason}, {"fix", fix}};
}

} // namespace agentarium::host
