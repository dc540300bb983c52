// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/contract/error.h"

#include <libvirt/libvirt.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace agentarium::machines {

struct FreeDomain {
    void operator()(virDomainPtr domain) const { virDomainFree(domain); }
};
using Domain = std::unique_ptr<virDomain, FreeDomain>;

/// What libvirt said about the last failed call of this thread, as our error: "<what>: <libvirt's words>".
Error libvirtError(const std::string& what, const std::string& fix);

/// A libvirt connection. Every call blocks; use it on a CallPool.
class Connection {
public:
    /// Throws Error(RuntimeFailed).
    explicit Connection(const std::string& uri);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    virConnectPtr get() const { return m_connection; }
    /// Empty when there is no such domain.
    Domain find(const std::string& name) const;
    /// Throws Error(NotFound) when there is no such domain.
    Domain need(const std::string& name) const;
    /// All running and paused domains of the connection, whoever owns them.
    std::vector<Domain> active() const;
    std::string uri() const;

private:
    virConnectPtr m_connection;
};

/// Text libvirt allocated; empty when it is null.
std::string takeText(char* text);

} // namespace agentarium::machines
