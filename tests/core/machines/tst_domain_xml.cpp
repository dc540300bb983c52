// SPDX-License-Identifier: Apache-2.0
#include "core/contract/error.h"
#include "core/machines/capabilities_xml.h"
#include "core/machines/domain_xml.h"
#include "core/machines/xml.h"

#include <QtTest>
#include <nlohmann/json.hpp>

using namespace agentarium::machines;

namespace {

Capabilities emulated() {
    Capabilities c;
    c.accelerator = "tcg";
    c.emulator = "/usr/bin/qemu-system-aarch64";
    c.machineType = "virt-10.0";
    c.cpuModel = "neoverse-n1";
    return c;
}

MachineSpec helloSpec() {
    MachineSpec spec;
    spec.name = "agentarium-0123456789ab";
    spec.memoryMb = 768;
    spec.vcpus = 2;
    spec.kernel = "/images/x/kernel";
    spec.initrd = "/images/x/initrd";
    spec.cmdline = "agentarium.test=1";
    spec.disks = {{"/images/x/root.erofs", "root"}, {"/agents/hello/1.erofs", "code"}};
    spec.metadata = {{"sessionId", "s<1>&'\""}, {"agent", "hällo"}};
    return spec;
}

const Sockets sockets{"/run/u/a/ctl", "/run/u/a/in", "/run/u/a/out", "/run/u/a/console"};

std::vector<xml::Node> all(const xml::Node& parent, const std::string& tag) {
    std::vector<xml::Node> found;
    for (const auto& [name, node] : parent)
        if (name == tag) found.push_back(node);
    return found;
}

std::string at(const xml::Node& node, const std::string& child, const std::string& attribute) {
    return xml::attribute(node.get_child(child), attribute);
}

} // namespace

class TestDomainXml : public QObject {
    Q_OBJECT
    const std::string m_text = domainXml(helloSpec(), emulated(), sockets, "deadbeef");
    const xml::Node m_document = xml::parse(m_text, "test");
    const xml::Node m_domain = m_document.get_child("domain");
    const xml::Node m_devices = m_domain.get_child("devices");

private slots:
    void theMachineIsAVersionedArm64VirtMachine() {
        QCOMPARE(xml::attribute(m_domain, "type"), std::string("qemu"));
        QCOMPARE(at(m_domain, "os.type", "arch"), std::string("aarch64"));
        QCOMPARE(at(m_domain, "os.type", "machine"), std::string("virt-10.0"));
        QCOMPARE(at(m_domain, "features.gic", "version"), std::string("3"));
        QCOMPARE(m_domain.get<std::string>("cpu.model"), std::string("neoverse-n1"));
        QCOMPARE(m_domain.get<int>("memory"), 768);
        QCOMPARE(at(m_domain, "memory", "unit"), std::string("MiB"));
        QCOMPARE(at(m_domain, "memory", "dumpCore"), std::string("off"));
        QCOMPARE(m_domain.get<int>("vcpu"), 2);
        QCOMPARE(m_devices.get<std::string>("emulator"), std::string("/usr/bin/qemu-system-aarch64"));
    }

    void theKernelIsBootedDirectlyWithOurCommandLineFirst() {
        QCOMPARE(m_domain.get<std::string>("os.kernel"), std::string("/images/x/kernel"));
        QCOMPARE(m_domain.get<std::string>("os.initrd"), std::string("/images/x/initrd"));
        QCOMPARE(m_domain.get<std::string>("os.cmdline"),
                 std::string("console=ttyAMA0 quiet loglevel=3 cryptomgr.notests nokaslr panic=-1 reboot=k "
                             "agentarium.test=1"));
    }

    void translatedCodeIsBoundedOnlyUnderEmulation() {
        QCOMPARE(m_domain.get<int>("features.tcg.tb-cache"), 256);
        Capabilities kvm = emulated();
        kvm.accelerator = "kvm";
        kvm.cpuModel = "host-passthrough";
        const auto domain = xml::parse(domainXml(helloSpec(), kvm, sockets, "x"), "test").get_child("domain");
        QCOMPARE(xml::attribute(domain, "type"), std::string("kvm"));
        QCOMPARE(at(domain, "cpu", "mode"), std::string("host-passthrough"));
        QVERIFY(!domain.get_child_optional("features.tcg"));
        QVERIFY(!domain.get_child_optional("cpu.model"));
    }

    void disksAreReadOnlyRawAndNamedBySerial() {
        const auto disks = all(m_devices, "disk");
        QCOMPARE(disks.size(), std::size_t(2));
        const char* files[] = {"/images/x/root.erofs", "/agents/hello/1.erofs"};
        const char* serials[] = {"root", "code"};
        const char* targets[] = {"vda", "vdb"};
        for (std::size_t i = 0; i < 2; ++i) {
            QCOMPARE(at(disks[i], "source", "file"), std::string(files[i]));
            QCOMPARE(at(disks[i], "driver", "type"), std::string("raw"));
            QCOMPARE(at(disks[i], "target", "dev"), std::string(targets[i]));
            QCOMPARE(at(disks[i], "target", "bus"), std::string("virtio"));
            QCOMPARE(disks[i].get<std::string>("serial"), std::string(serials[i]));
            QVERIFY(disks[i].get_child_optional("readonly"));
        }
    }

    void thereIsNoNetworkNoDisplayNoUsbAndNoBalloon() {
        for (const char* tag : {"interface", "graphics", "video", "input", "hostdev", "vsock", "console"})
            QVERIFY2(all(m_devices, tag).empty(), tag);
        QCOMPARE(at(m_devices, "memballoon", "model"), std::string("none"));
        const auto controllers = all(m_devices, "controller");
        QVERIFY(std::any_of(controllers.begin(), controllers.end(), [](const xml::Node& c) {
            return xml::attribute(c, "type") == "usb" && xml::attribute(c, "model") == "none";
        }));
        QCOMPARE(at(m_devices, "rng", "model"), std::string("virtio"));
        QCOMPARE(m_devices.get<std::string>("rng.backend"), std::string("/dev/urandom"));
    }

    void thePortsAndTheConsoleListenOnTheirSockets() {
        const auto channels = all(m_devices, "channel");
        QCOMPARE(channels.size(), std::size_t(3));
        const char* names[] = {"agentarium.ctl", "agentarium.in", "agentarium.out"};
        const std::filesystem::path paths[] = {sockets.ctl, sockets.in, sockets.out};
        for (std::size_t i = 0; i < 3; ++i) {
            QCOMPARE(xml::attribute(channels[i], "type"), std::string("unix"));
            QCOMPARE(at(channels[i], "source", "mode"), std::string("bind"));
            QCOMPARE(at(channels[i], "source", "path"), paths[i].string());
            QCOMPARE(at(channels[i], "target", "type"), std::string("virtio"));
            QCOMPARE(at(channels[i], "target", "name"), std::string(names[i]));
        }
        QCOMPARE(at(m_devices, "serial.source", "path"), sockets.console.string());
    }

    void everyEndOfTheGuestEndsTheDomain() {
        for (const char* event : {"on_poweroff", "on_reboot", "on_crash"})
            QCOMPARE(m_domain.get<std::string>(event), std::string("destroy"));
    }

    void metadataOwnerAndSocketsAreReadBackFromTheDomain() {
        const DomainInfo info = parseDomain(m_text);
        QCOMPARE(info.owner, std::string("deadbeef"));
        QCOMPARE(info.machine.name, helloSpec().name);
        QVERIFY(info.machine.metadata == helloSpec().metadata);
        QVERIFY(info.machine.sockets.ctl == sockets.ctl && info.machine.sockets.in == sockets.in);
        QVERIFY(info.machine.sockets.out == sockets.out && info.machine.sockets.console == sockets.console);
    }

    void aDomainOfSomebodyElseHasNoOwner() {
        QVERIFY(
            parseDomain("<domain><name>x</name><metadata><b:machine xmlns:b='other' owner='me'>{}</b:machine>"
                        "</metadata></domain>")
                .owner.empty());
        QVERIFY(parseDomain("<domain><name>x</name></domain>").owner.empty());
    }

    void kvmIsBelievedOnlyWhenLibvirtOffersItForArm64() {
        const char* tcg =
            "<domainCapabilities><path>/q</path><domain>qemu</domain><machine>virt-9.1</machine>"
            "<arch>aarch64</arch><cpu><mode name='custom' supported='yes'>"
            "<model usable='unknown'>cortex-a57</model><model usable='unknown'>neoverse-n1</model>"
            "</mode></cpu></domainCapabilities>";
        const Capabilities emulatedHere = parseDomainCapabilities(tcg);
        QCOMPARE(emulatedHere.accelerator, std::string("tcg"));
        QVERIFY(!emulatedHere.isolates);
        QCOMPARE(emulatedHere.cpuModel, std::string("neoverse-n1"));
        QCOMPARE(emulatedHere.machineType, std::string("virt-9.1"));
        const char* kvm = "<domainCapabilities><path>/q</path><domain>kvm</domain><machine>virt-9.1</machine>"
                          "<arch>aarch64</arch></domainCapabilities>";
        const Capabilities hardware = parseDomainCapabilities(kvm);
        QVERIFY(hardware.isolates);
        QCOMPARE(hardware.cpuModel, std::string("host-passthrough"));
    }

    void anEmulatorWithoutArm64IsRefusedWithAFix() {
        QVERIFY_EXCEPTION_THROWN(
            parseDomainCapabilities("<domainCapabilities><path>/q</path><domain>kvm</domain>"
                                    "<machine>pc</machine><arch>x86_64</arch>"
                                    "</domainCapabilities>"),
            agentarium::Error);
        QVERIFY_EXCEPTION_THROWN(parseDomainCapabilities("not xml"), agentarium::Error);
    }

    /// The values of qemu:arg, in their order.
    static std::vector<std::string> emulatorArguments(const MachineSpec& spec) {
        const xml::Node document = xml::parse(domainXml(spec, emulated(), sockets, "deadbeef"), "test");
        std::vector<std::string> values;
        if (const auto line = document.get_child("domain").get_child_optional("qemu:commandline"))
            for (const xml::Node& node : all(*line, "qemu:arg"))
                values.push_back(xml::attribute(node, "value"));
        return values;
    }

    void memoryInAFileIsSharedForTheTemplateAndPrivateForItsClones() {
        QVERIFY(emulatorArguments(helloSpec()).empty());
        MachineSpec spec = helloSpec();
        spec.memory = MemoryFile{"/templates/a,b/memory"};
        auto values = emulatorArguments(spec);
        QCOMPARE(values.size(), std::size_t(4));
        auto backend = nlohmann::json::parse(values[1]);
        QCOMPARE(backend["mem-path"].get<std::string>(), std::string("/templates/a,b/memory"));
        QCOMPARE(backend["size"].get<std::int64_t>(), std::int64_t{768} << 20);
        QCOMPARE(backend["share"].get<bool>(), true);
        QVERIFY(!backend.contains("readonly"));

        spec.memory->state = "/templates/a,b/state";
        values = emulatorArguments(spec);
        QCOMPARE(values.size(), std::size_t(6));
        backend = nlohmann::json::parse(values[1]);
        QCOMPARE(backend["share"].get<bool>(), false);
        QCOMPARE(backend["readonly"].get<bool>(), true);
        QCOMPARE(backend["rom"].get<std::string>(), std::string("off"));
        QCOMPARE(values[4], std::string("-incoming"));
        QCOMPARE(values[5], std::string("defer"));
    }

    void aCloneHasNothingToBootFrom() {
        MachineSpec spec = helloSpec();
        spec.memory = MemoryFile{"/templates/a/memory"};
        const auto bootOf = [&] {
            const xml::Node document = xml::parse(domainXml(spec, emulated(), sockets, "deadbeef"), "test");
            const xml::Node os = document.get_child("domain.os");
            return os.count("kernel") + os.count("initrd") + os.count("cmdline");
        };
        QCOMPARE(bootOf(), std::size_t(3));
        spec.memory->state = "/templates/a/state";
        QCOMPARE(bootOf(), std::size_t(0));
    }

    void metadataAloneReadsAsInTheWholeDocument() {
        const std::map<std::string, std::string> metadata{{"sessionId", "s<1>&'"}};
        const DomainInfo info =
            parseDomain("<domain><metadata>" + metadataXml(metadata, "deadbeef") + "</metadata></domain>");
        QCOMPARE(info.owner, std::string("deadbeef"));
        QCOMPARE(info.machine.metadata, metadata);
    }
};

QTEST_GUILESS_MAIN(TestDomainXml)
#include "tst_domain_xml.moc"
