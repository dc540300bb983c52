// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentariumctl/invoke_options.h"
#include "core/payload/payload.h"

namespace agentarium::ctl {

/// The body an `invoke` sends and its content type. Files are opened and checked here, before anybody is
/// asked.
class InvokeBody {
public:
    /// Throws Error(BadInput) or Error(TooLarge).
    explicit InvokeBody(const InvokeOptions& options);

    payload::Source& source() { return *m_source; }
    const std::string& contentType() const { return m_contentType; }

private:
    void fromFile(const std::string& file);

    std::optional<payload::Payload> m_payload;
    std::unique_ptr<payload::Source> m_source;
    std::string m_contentType = "application/json";
};

} // namespace agentarium::ctl
