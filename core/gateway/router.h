// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/gateway/exchange.h"

#include <functional>
#include <string>
#include <vector>

namespace agentarium::gateway {

/// What a pattern's "{…}" segments matched, in order, decoded.
using Arguments = std::vector<std::string>;
using Handler = std::function<Task<void>(Exchange& exchange, const Arguments& arguments)>;

/// Finds the handler of a request: "GET", "/api/v1/jobs/{id}". Errors become their JSON and status.
class Router {
public:
    /// Throws to refuse a request before any handler sees it.
    void setGuard(std::function<void(const Exchange&)> guard) { m_guard = std::move(guard); }
    void add(const std::string& method, const std::string& pattern, Handler handler);
    /// Answers every request; throws only when the connection itself is broken.
    Task<void> dispatch(Exchange& exchange) const;

private:
    struct Route {
        std::string method;
        std::vector<std::string> segments;
        Handler handler;
    };
    Task<void> route(Exchange& exchange) const;

    std::function<void(const Exchange&)> m_guard;
    std::vector<Route> m_routes;
};

} // namespace agentarium::gateway
