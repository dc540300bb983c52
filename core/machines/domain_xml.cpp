// SPDX-License-Identifier: Apache-2.0
#include "core/machines/domain_xml.h"

#include "core/machines/metadata.h"
#include "core/machines/xml.h"

#include <nlohmann/json.hpp>

#include <array>

namespace agentarium::machines {

namespace {

using xml::child;
using xml::Node;
using xml::set;

/// What every guest needs. cryptomgr.notests and nokaslr are time under TCG; panic=-1 ends the machine at
/// once.
constexpr const char* baseCommandLine =
    "console=ttyAMA0 quiet loglevel=3 cryptomgr.notests nokaslr panic=-1 reboot=k";

/// Straight on the root bus: a root port a device, libvirt's own choice, costs the guest's kernel time at
/// each boot.
class PciSlots {
public:
    void place(Node& device) {
        Node& address = child(device, "address");
        set(address, "type", "pci");
        set(address, "domain", "0x0000");
        set(address, "bus", "0x00");
        set(address, "slot", std::to_string(m_next++));
        set(address, "function", "0x0");
    }

private:
    int m_next = 1;
};

bool isClone(const MachineSpec& spec) {
    return spec.memory && spec.memory->isClone();
}

void addBoot(Node& os, const MachineSpec& spec) {
    child(os, "kernel", spec.kernel.string());
    if (!spec.initrd.empty()) child(os, "initrd", spec.initrd.string());
    child(os, "cmdline",
          spec.cmdline.empty() ? baseCommandLine : std::string(baseCommandLine) + ' ' + spec.cmdline);
}

void addSystem(Node& domain, const MachineSpec& spec, const Capabilities& capabilities) {
    Node& os = child(domain, "os");
    Node& type = child(os, "type", "hvm");
    set(type, "arch", "aarch64");
    set(type, "machine", capabilities.machineType);
    // A copy never boots: its kernel is in the memory it maps. QEMU would take 80 ms to unpack the file and
    // keep 33 MB of it.
    if (!isClone(spec)) addBoot(os, spec);

    Node& features = child(domain, "features");
    set(child(features, "gic"), "version", "3");
    if (capabilities.accelerator == "tcg")
        // Without a bound each emulator may take an eighth of the host's memory for translated code.
        set(child(child(features, "tcg"), "tb-cache", "256"), "unit", "MiB");

    Node& cpu = child(domain, "cpu");
    if (capabilities.cpuModel == "host-passthrough") {
        set(set(cpu, "mode", "host-passthrough"), "check", "none");
    } else {
        set(set(set(cpu, "mode", "custom"), "match", "exact"), "check", "none");
        set(child(cpu, "model", capabilities.cpuModel), "fallback", "forbid");
    }
}

void addDisks(Node& devices, const std::vector<Disk>& disks, PciSlots& slots) {
    char letter = 'a';
    for (const Disk& disk : disks) {
        Node& node = child(devices, "disk");
        set(set(node, "type", "file"), "device", "disk");
        set(set(child(node, "driver"), "name", "qemu"), "type", "raw");
        set(child(node, "source"), "file", disk.path.string());
        set(set(child(node, "target"), "dev", std::string("vd") + letter++), "bus", "virtio");
        child(node, "readonly");
        child(node, "serial", disk.serial);
        slots.place(node);
    }
}

void addChannels(Node& devices, const Sockets& sockets) {
    const std::array<std::pair<const char*, const std::filesystem::path*>, 3> channels{
        {{"agentarium.ctl", &sockets.ctl}, {"agentarium.in", &sockets.in}, {"agentarium.out", &sockets.out}}};
    int port = 1;
    for (const auto& [name, path] : channels) {
        Node& channel = child(devices, "channel");
        set(channel, "type", "unix");
        set(set(child(channel, "source"), "mode", "bind"), "path", path->string());
        set(set(child(channel, "target"), "type", "virtio"), "name", name);
        Node& address = child(channel, "address");
        set(set(address, "type", "virtio-serial"), "controller", "0");
        set(set(address, "bus", "0"), "port", std::to_string(port++));
    }
}

void addDevices(Node& domain, const MachineSpec& spec, const Capabilities& capabilities,
                const Sockets& sockets) {
    Node& devices = child(domain, "devices");
    child(devices, "emulator", capabilities.emulator);
    PciSlots slots;
    addDisks(devices, spec.disks, slots);

    Node& usb = child(devices, "controller");
    set(set(usb, "type", "usb"), "model", "none");
    Node& serialBus = child(devices, "controller");
    set(set(set(serialBus, "type", "virtio-serial"), "index", "0"), "ports", "4");
    slots.place(serialBus);
    addChannels(devices, sockets);

    Node& console = child(devices, "serial");
    set(console, "type", "unix");
    set(set(child(console, "source"), "mode", "bind"), "path", sockets.console.string());
    set(child(console, "target"), "port", "0");

    set(child(devices, "memballoon"), "model", "none");
    Node& rng = child(devices, "rng");
    set(rng, "model", "virtio");
    set(child(rng, "backend", "/dev/urandom"), "model", "random");
    slots.place(rng);
}

/// libvirt can neither name the memory's file nor begin with a state that waits to be loaded.
void addMemoryFile(Node& domain, const MachineSpec& spec) {
    constexpr const char* memoryId = "agentarium.ram";
    nlohmann::json backend{{"qom-type", "memory-backend-file"},
                           {"id", memoryId},
                           {"size", std::int64_t{spec.memoryMb} * 1024 * 1024},
                           {"mem-path", spec.memory->path.string()},
                           {"share", !isClone(spec)}};
    if (isClone(spec)) {
        // Opened for reading only; what the guest writes stays in this emulator's own pages.
        backend["readonly"] = true;
        backend["rom"] = "off";
    }
    Node& commandLine = child(domain, "qemu:commandline");
    set(commandLine, "xmlns:qemu", "http://libvirt.org/schemas/domain/qemu/1.0");
    const auto argument = [&](const std::string& value) {
        set(child(commandLine, "qemu:arg"), "value", value);
    };
    argument("-object");
    argument(backend.dump());
    argument("-machine");
    argument(std::string("memory-backend=") + memoryId);
    if (!isClone(spec)) return;
    argument("-incoming");
    argument("defer");
}

} // namespace

std::string metadataXml(const std::map<std::string, std::string>& metadata, const std::string& owner) {
    Node document;
    Node& element = child(document, "machine", writeMetadata(metadata));
    set(set(element, "xmlns", metadataNamespace), "owner", owner);
    return xml::write(document);
}

std::string domainXml(const MachineSpec& spec, const Capabilities& capabilities, const Sockets& sockets,
                      const std::string& owner) {
    Node document;
    Node& domain = child(document, "domain");
    set(domain, "type", capabilities.accelerator == "tcg" ? "qemu" : capabilities.accelerator);
    child(domain, "name", spec.name);
    Node& metadata = child(child(domain, "metadata"), "agentarium:machine", writeMetadata(spec.metadata));
    set(set(metadata, "xmlns:agentarium", metadataNamespace), "owner", owner);
    set(child(domain, "memory", std::to_string(spec.memoryMb)), "unit", "MiB");
    set(domain.get_child("memory"), "dumpCore", "off");
    child(domain, "vcpu", std::to_string(spec.vcpus));
    addSystem(domain, spec, capabilities);
    set(child(domain, "clock"), "offset", "utc");
    child(domain, "on_poweroff", "destroy");
    child(domain, "on_reboot", "destroy");
    child(domain, "on_crash", "destroy");
    addDevices(domain, spec, capabilities, sockets);
    if (spec.memory) addMemoryFile(domain, spec);
    return xml::write(document);
}

} // namespace agentarium::machines
