// SPDX-License-Identifier: Apache-2.0
#include "core/machines/connection.h"

#include <libvirt/virterror.h>

#include <cstdlib>

namespace agentarium::machines {

Error libvirtError(const std::string& what, const std::string& fix) {
    const virErrorPtr last = virGetLastError();
    const std::string said = last && last->message ? last->message : "libvirt gave no reason";
    return Error(ErrorKind::RuntimeFailed, what + ": " + said, fix);
}

std::string takeText(char* text) {
    std::string copy = text ? text : "";
    std::free(text);
    return copy;
}

Connection::Connection(const std::string& uri) : m_connection(virConnectOpen(uri.c_str())) {
    if (!m_connection)
        throw libvirtError(
            "libvirt cannot open " + uri,
            "One process at a time may use a data folder: `agentariumctl daemon stop` ends another "
            "one. On Debian the driver is in the package libvirt-daemon-driver-qemu.");
}

Connection::~Connection() {
    virConnectClose(m_connection);
}

Domain Connection::find(const std::string& name) const {
    return Domain(virDomainLookupByName(m_connection, name.c_str()));
}

Domain Connection::need(const std::string& name) const {
    Domain domain = find(name);
    if (!domain)
        throw Error(ErrorKind::NotFound, "There is no microVM " + name + '.',
                    "It may have ended by itself: `agentariumctl sessions --all` says how.");
    return domain;
}

std::vector<Domain> Connection::active() const {
    virDomainPtr* list = nullptr;
    const int count = virConnectListAllDomains(m_connection, &list, VIR_CONNECT_LIST_DOMAINS_ACTIVE);
    if (count < 0) throw libvirtError("libvirt cannot list the microVMs", "Try again.");
    std::vector<Domain> domains;
    for (int i = 0; i < count; ++i)
        domains.emplace_back(list[i]);
    std::free(list);
    return domains;
}

std::string Connection::uri() const {
    return takeText(virConnectGetURI(m_connection));
}

} // namespace agentarium::machines
