// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/guest/shell.h"
#include "core/invocations/exchange.h"
#include "core/sessions/session.h"

#include <functional>

namespace agentarium::invocations {

/// A caller at an interactive shell of a session, in the protocol of contract 3.7. `accept` answers the
/// caller's WebSocket once the shell is there. While attached the session is Active. A caller that leaves
/// leaves the shell running; the same shell id attaches again, and replaces who is attached. What passes is
/// not recorded, only that somebody was attached. Throws BadInput for an id against the rule, Refused for an
/// eleventh shell, and the error of a session that cannot start.
using AcceptShell = std::function<Task<std::unique_ptr<FrameChannel>>(const Headers& headers)>;
Task<void> serveShell(asio::io_context& io, std::shared_ptr<sessions::Session> session,
                      guest::ShellRequest request, AcceptShell accept);

/// The STATUS a caller gets first, and the one at a shell's end (k8s metav1.Status).
nlohmann::json shellConfirmation(const std::string& shellId, bool reconnected, std::uint64_t bytesDropped);
nlohmann::json shellTermination(const guest::ShellEvent& end);

} // namespace agentarium::invocations
