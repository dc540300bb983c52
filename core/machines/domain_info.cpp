// SPDX-License-Identifier: Apache-2.0
#include "core/machines/domain_xml.h"
#include "core/machines/metadata.h"
#include "core/machines/xml.h"

namespace agentarium::machines {

namespace {

/// libvirt may give our element another prefix: what counts is the namespace.
bool isOurs(const std::string& tag, const xml::Node& node) {
    if (tag != "machine" && !tag.ends_with(":machine")) return false;
    const std::string prefix = tag == "machine" ? "xmlns" : "xmlns:" + tag.substr(0, tag.find(':'));
    return xml::attribute(node, prefix) == metadataNamespace;
}

std::filesystem::path sourcePath(const xml::Node& device) {
    auto source = device.find("source");
    return source == device.not_found() ? std::string() : xml::attribute(source->second, "path");
}

} // namespace

DomainInfo parseDomain(const std::string& text) {
    const xml::Node document = xml::parse(text, "description of a domain");
    DomainInfo info;
    const auto domain = document.get_child_optional("domain");
    if (!domain) return info;
    info.id = xml::attribute(*domain, "id");
    info.machine.name = domain->get<std::string>("name", "");
    if (const auto metadata = domain->get_child_optional("metadata"))
        for (const auto& [tag, node] : *metadata)
            if (isOurs(tag, node)) {
                info.owner = xml::attribute(node, "owner");
                info.machine.metadata = readMetadata(node.data());
            }
    const auto devices = domain->get_child_optional("devices");
    if (!devices) return info;
    if (const auto arguments = domain->get_child_optional("qemu:commandline"))
        for (const auto& [tag, argument] : *arguments)
            info.waitsForState = info.waitsForState || xml::attribute(argument, "value") == "-incoming";
    for (const auto& [tag, device] : *devices) {
        if (tag == "serial") info.machine.sockets.console = sourcePath(device);
        auto target = device.find("target");
        if (tag != "channel" || target == device.not_found()) continue;
        const std::string name = xml::attribute(target->second, "name");
        if (name == "agentarium.ctl") info.machine.sockets.ctl = sourcePath(device);
        if (name == "agentarium.in") info.machine.sockets.in = sourcePath(device);
        if (name == "agentarium.out") info.machine.sockets.out = sourcePath(device);
    }
    return info;
}

} // namespace agentarium::machines
