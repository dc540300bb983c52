// SPDX-License-Identifier: Apache-2.0
// Invoking agents over HTTP and WebSocket.
#include "core/contract/error.h"
#include "core/contract/headers.h"
#include "core/gateway/workbench.h"

#include <cstdlib>

namespace agentarium::gateway {

namespace {

constexpr const char* kSessionHeader = "X-Amzn-Bedrock-AgentCore-Runtime-Session-Id";

std::optional<double> budgetOf(const Exchange& exchange) {
    const std::string text = exchange.header(contract::header::kBudget);
    if (text.empty()) return std::nullopt;
    char* end = nullptr;
    const double usd = std::strtod(text.c_str(), &end);
    if (*end != '\0' || !(usd > 0))
        throw Error(ErrorKind::BadInput, "\"" + text + "\" is no budget in US dollars above 0.",
                    "Give a number, for example 0.05.");
    return usd;
}

} // namespace

invocations::InvocationRequest invocationOf(const Exchange& exchange, const std::string& agent) {
    invocations::InvocationRequest request;
    request.agent = agent;
    request.qualifier = exchange.query("qualifier", "DEFAULT");
    request.sessionId = exchange.header(kSessionHeader);
    if (request.sessionId.empty()) request.sessionId = exchange.query(kSessionHeader);
    if (request.sessionId.empty()) request.sessionId = exchange.query("sessionId");
    request.userId = exchange.header("X-Amzn-Bedrock-AgentCore-Runtime-User-Id");
    request.contentType = exchange.header("Content-Type");
    request.accept = exchange.header("Accept");
    request.headers = exchange.headers();
    request.budgetUsd = budgetOf(exchange);
    request.isPrivate = exchange.header("X-Agentarium-Private") == "1";
    return request;
}

void addInvocationRoutes(Router& router, Workbench& workbench) {
    Workbench* w = &workbench;
    router.add("POST", "/api/v1/agents/{name}/invocations",
               [w](Exchange& exchange, const Arguments& arguments) -> Task<void> {
                   w->sessions.countRequest();
                   invocations::Cancellation cancellation;
                   exchange.watchPeer(cancellation);
                   std::exception_ptr failure;
                   try {
                       co_await w->invoker.invoke(invocationOf(exchange, arguments[0]), exchange, exchange,
                                                  cancellation);
                   } catch (...) {
                       failure = std::current_exception();
                   }
                   exchange.unwatchPeer();
                   if (failure) std::rethrow_exception(failure);
               });
    router.add(
        "GET", "/api/v1/agents/{name}/ws", [w](Exchange& exchange, const Arguments& arguments) -> Task<void> {
            if (!exchange.wantsWebSocket())
                throw Error(ErrorKind::BadInput, "This path is a WebSocket.", "Send an upgrade request.");
            w->sessions.countRequest();
            co_await w->invoker.websocket(invocationOf(exchange, arguments[0]),
                                          [&](const Headers& headers) { return exchange.upgrade(headers); });
        });
}

} // namespace agentarium::gateway
