// SPDX-License-Identifier: Apache-2.0
// Interactive shells in a session's microVM.
#include "core/contract/error.h"
#include "core/gateway/workbench.h"
#include "core/invocations/shell_connection.h"

#include <algorithm>
#include <cstdlib>

namespace agentarium::gateway {

namespace {

int sizeOf(const Exchange& exchange, const std::string& name, int fallback) {
    const int value = std::atoi(exchange.query(name).c_str());
    return value < 1 ? fallback : std::min(value, 10'000);
}

Task<void> openShell(Workbench& w, Exchange& exchange, std::string id) {
    if (!exchange.wantsWebSocket())
        throw Error(ErrorKind::BadInput, "This path is a WebSocket.", "Send an upgrade request.");
    w.sessions.countRequest();
    const auto session = w.sessions.find(id);
    if (!session)
        throw Error(ErrorKind::NotFound, "There is no live session " + id + ".",
                    "`agentariumctl sessions` lists them.", {{"sessionId", id}});
    guest::ShellRequest request;
    request.shellId = exchange.query("shellId");
    request.width = sizeOf(exchange, "width", request.width);
    request.height = sizeOf(exchange, "height", request.height);
    const invocations::AcceptShell accept = [&exchange](const Headers& headers) {
        return exchange.upgrade(headers);
    };
    co_await invocations::serveShell(w.io, session, request, accept);
}

} // namespace

void addShellRoutes(Router& router, Workbench& workbench) {
    Workbench* w = &workbench;
    router.add("GET", "/api/v1/sessions/{id}/shell", [w](Exchange& exchange, const Arguments& arguments) {
        return openShell(*w, exchange, arguments[0]);
    });
}

} // namespace agentarium::gateway
