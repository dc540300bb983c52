// SPDX-License-Identifier: Apache-2.0
#include "core/image/builder.h"

#include "core/base/hash.h"
#include "core/contract/error.h"
#include "core/image/debfile.h"
#include "core/image/digest.h"
#include "core/image/hostpython.h"
#include "core/image/initrd.h"
#include "core/image/process.h"
#include "core/image/rawfile.h"
#include "core/image/rootfs.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

namespace agentarium::image {

namespace fs = std::filesystem;

namespace {

const char* const importFix = "agentariumctl image import FILE takes an image built on another machine.";
/// Changes when the same inputs are put together in another way.
constexpr int assemblyVersion = 1;

fs::path debianKeyring() {
    for (const char* file :
         {"/usr/share/keyrings/debian-archive-keyring.gpg", "/usr/share/keyrings/debian-archive-keyring.pgp",
          "/etc/apt/keyrings/debian-archive-keyring.gpg"})
        if (fs::exists(file)) return file;
    throw Error(ErrorKind::RuntimeFailed, "The keys that sign Debian's packages are not on this host.",
                fmt::format("Install the package debian-archive-keyring. {}", importFix));
}

/// A static AArch64 program says so in its first bytes; a wrong one would show as a kernel panic.
void checkInit(const fs::path& init) {
    std::ifstream in(init, std::ios::binary);
    std::string head(20, '\0');
    in.read(head.data(), 20);
    if (in && head.compare(0, 6, std::string("\177ELF\2\1", 6)) == 0 && head[18] == '\xb7' && head[19] == 0)
        return;
    throw Error(
        ErrorKind::RuntimeFailed,
        fmt::format("agentarium-init for the guest is not at {}, or is no arm64 program.", init.string()),
        fmt::format("In a source tree: ./dev build (needs g++-aarch64-linux-gnu). {}", importFix));
}

std::string toolVersion(const std::string& program, jobs::JobContext& job) {
    std::string first;
    Process process;
    process.command = {findProgram(program), "--version"};
    process.line = [&](const std::string& line) {
        if (first.empty()) first = line;
    };
    run(process, job);
    return first;
}

} // namespace

Builder::Builder(fs::path home, ImageInputs inputs, jobs::JobContext& job)
    : m_home(std::move(home)), m_inputs(std::move(inputs)), m_job(job) {}

void Builder::checkHost() const {
    if (findProgram("apt-get").empty())
        throw Error(ErrorKind::RuntimeFailed, "Building the guest image needs apt, and this host has none.",
                    importFix);
    if (findProgram("mkfs.erofs").empty())
        throw Error(ErrorKind::RuntimeFailed,
                    "Building the guest image needs mkfs.erofs, and this host has none.",
                    fmt::format("Install the package erofs-utils. {}", importFix));
    if (hostArchitecture().empty())
        throw Error(ErrorKind::RuntimeFailed,
                    "The guest image is built on x86-64 and arm64 hosts; this is neither.", importFix);
    checkInit(m_inputs.init);
}

AptRoot Builder::aptRoot(const std::string& name, const std::string& architecture,
                         const std::vector<std::string>& without) const {
    return AptRoot({m_home / "cache/apt" / name, architecture, m_mirrors, m_recipe.suites,
                    m_recipe.securitySuites, without, m_keyring});
}

GuestImage Builder::build(const std::string& mirror) {
    m_job.phase("check");
    checkHost();
    m_recipe = Recipe::load(m_inputs.resources / "recipe");
    m_keyring = debianKeyring();
    m_mirrors = mirror.empty() ? findMirrors(readSources("/etc/apt")) : mirrorsAt(mirror);
    if (m_mirrors.main.empty())
        throw Error(
            ErrorKind::RuntimeFailed, "This host's apt configuration names no Debian mirror.",
            fmt::format("agentariumctl image build --mirror URL, with the address of a Debian mirror. {}",
                        importFix));
    if (m_mirrors.security.empty()) m_mirrors.security = mirrorsAt(m_mirrors.main).security;

    m_job.phase("lists");
    AptRoot guest = aptRoot("guest", "arm64", m_recipe.without);
    AptRoot host = aptRoot("host", hostArchitecture(), m_recipe.toolsWithout);
    m_job.progress(0.0, m_mirrors.main);
    guest.refresh(m_job);
    m_job.progress(0.3, m_mirrors.main);
    host.refresh(m_job);
    m_job.progress(0.6, "resolving");
    const auto debs = guest.resolve(m_recipe.packages, m_job);
    const auto tools = host.resolve(m_recipe.tools, m_job);

    const ImageFolder images(m_home);
    const std::string inputs = inputsOf(debs, tools);
    const HostPython python(m_home);
    if (auto image = images.findByInputs(inputs); image && python.command()) {
        images.makeCurrent(image->digest);
        return *image;
    }

    m_job.phase("download");
    guest.download(debs, m_job);
    m_job.phase("tools");
    host.download(tools, m_job);
    python.install(tools, m_job);
    const NewImage making(images);
    Manifest manifest = make(making.folder(), debs);
    manifest.inputs = inputs;
    for (const Deb& deb : debs)
        manifest.packages.push_back({deb.name, deb.version});
    const GuestImage image = images.adopt(making.folder(), manifest);
    guest.forgetAllBut(debs);
    host.forgetAllBut(tools);
    return image;
}

std::string Builder::inputsOf(const std::vector<Deb>& debs, const std::vector<Deb>& tools) {
    Sha256 sum;
    sum.update(fmt::format("agentarium guest image {}\n", assemblyVersion));
    for (const Deb& deb : debs)
        sum.update(fmt::format("{} {} {}\n", deb.name, deb.version, deb.sha256));
    sum.update(fmt::format("python {}\ninit {}\nresources {}\n{}\n", HostPython::versionOf(tools),
                           sha256Of({m_inputs.init}), sha256OfTree(m_inputs.resources),
                           toolVersion("mkfs.erofs", m_job)));
    return sum.finish();
}

Manifest Builder::make(const fs::path& folder, const std::vector<Deb>& debs) {
    Manifest manifest;
    const fs::path kernelFolder = folder / "kernel-package";
    const fs::path rootFolder = folder / "root";
    m_job.phase("unpack");
    fs::create_directories(kernelFolder);
    for (const Deb& deb : debs)
        if (deb.name.rfind("linux-image-", 0) == 0)
            unpackDeb(deb.file, kernelFolder, [](const std::string&) { return true; });
    manifest.kernelVersion = makeKernel(folder, kernelFolder);
    RootFs root(rootFolder);
    root.unpack(debs, m_recipe, m_job);
    root.complete(m_recipe, m_inputs.resources);

    m_job.phase("compile");
    m_job.progress(std::nullopt, "Python");
    root.compilePython(m_recipe, *HostPython(m_home).command(), m_job);

    m_job.phase("pack");
    root.normalise();
    root.pack(folder / "root.erofs", m_job);
    guestInitrd(m_inputs.init, kernelFolder / "usr/lib/modules" / manifest.kernelVersion, m_recipe.modules)
        .write(folder / "initrd");
    m_job.checkCancelled();
    fs::remove_all(kernelFolder);
    fs::remove_all(rootFolder);
    manifest.digest = imageDigest(folder);
    return manifest;
}

std::string Builder::makeKernel(const fs::path& folder, const fs::path& unpacked) const {
    const std::string prefix = "vmlinuz-";
    for (const auto& entry : fs::directory_iterator(unpacked / "boot")) {
        const std::string name = entry.path().filename().string();
        if (name.rfind(prefix, 0) != 0) continue;
        const std::string bytes = readRawFile(entry.path());
        // An arm64 Image has "ARM\x64" at byte 56; Debian ships it so, and a gzip file has been unpacked by
        // now.
        if (bytes.compare(56, 4, "ARM\x64") != 0)
            throw Error(ErrorKind::RuntimeFailed, fmt::format("{} is not an arm64 Image.", name), importFix);
        std::ofstream out(folder / "kernel", std::ios::binary | std::ios::trunc);
        out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        out.close();
        if (!out)
            throw Error(ErrorKind::RuntimeFailed, "The guest's kernel cannot be written.",
                        "Check the free disk space.");
        return name.substr(prefix.size());
    }
    throw Error(ErrorKind::RuntimeFailed, "The guest's packages bring no kernel.",
                "Correct resources/guest/recipe.");
}

} // namespace agentarium::image
