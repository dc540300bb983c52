// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/client/daemonaddress.h"
#include "views/client/invocation.h"

namespace agentarium::views {

/// The same request for a shell. The token is read from daemon.json when the line runs; it is not in the
/// text.
QString asCurl(const InvocationRequest& request, const DaemonAddress& address);
QString asAgentariumctl(const InvocationRequest& request);

/// A word a POSIX shell takes literally.
QString shellQuoted(const QString& word);

} // namespace agentarium::views
