// SPDX-License-Identifier: Apache-2.0
#include "core/machines/embedded_root.h"

#include "core/contract/error.h"
#include "core/machines/socket_folder.h"
#include "core/machines/status_folder.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace agentarium::machines {

namespace fs = std::filesystem;

namespace {

/// "/lib/qemu/domain-<id>-<20 characters of the name>/monitor.sock" of a five digit id, and the closing zero.
constexpr std::size_t longestBelowRoot = 63;
constexpr std::size_t socketAddressBytes = 108;

/// What a URI and libvirt's lists of log outputs, which are cut at blanks, take as it stands.
bool isPlain(const std::string& path) {
    return path.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-_.~") ==
           std::string::npos;
}

void writeWhenDifferent(const fs::path& file, const std::string& text) {
    std::stringstream old;
    old << std::ifstream(file).rdbuf();
    if (old.str() == text) return;
    std::ofstream out(file, std::ios::trunc);
    out << text;
    out.flush();
    if (!out)
        throw Error(ErrorKind::RuntimeFailed, "Cannot write " + file.string() + '.',
                    "Make the data folder writable, or let AGENTARIUM_HOME name another.");
}

} // namespace

std::string qemuConf(bool asRoot) {
    std::string text = "stdio_handler = \"file\"\n"
                       "cgroup_controllers = []\n"
                       "namespaces = []\n"
                       "security_driver = \"none\"\n"
                       "max_core = 0\n";
    if (asRoot) text += "user = \"root\"\ngroup = \"root\"\nremember_owner = 0\n";
    return text;
}

EmbeddedRoot prepareEmbeddedRoot(const fs::path& home, const fs::path& shortFolder, const fs::path& memory) {
    EmbeddedRoot root;
    root.folder = fs::absolute(home).lexically_normal() / "libvirt";
    std::error_code ec;
    fs::create_directories(root.folder / "etc", ec);
    if (!ec) fs::create_directories(root.folder / "log", ec);
    if (!ec) fs::permissions(root.folder, fs::perms::owner_all, ec);
    if (ec)
        throw Error(ErrorKind::RuntimeFailed,
                    "Cannot make " + root.folder.string() + ": " + ec.message() + '.',
                    "Make the data folder writable, or let AGENTARIUM_HOME name another.");
    keepStatusIn(root.folder / "run", memory);
    writeWhenDifferent(root.folder / "etc/qemu.conf", qemuConf(geteuid() == 0));

    root.path = root.folder;
    if (root.folder.native().size() + longestBelowRoot > socketAddressBytes ||
        !isPlain(root.folder.native())) {
        makePrivateFolder(shortFolder);
        root.path = shortFolder / "libvirt";
        if (fs::read_symlink(root.path, ec) != root.folder) {
            fs::remove(root.path, ec);
            fs::create_directory_symlink(root.folder, root.path, ec);
            if (ec)
                throw Error(
                    ErrorKind::RuntimeFailed,
                    "Cannot make the link " + root.path.string() + ": " + ec.message() + '.',
                    "Remove that file, or let AGENTARIUM_HOME name a folder with a shorter, plain path.");
        }
    }
    root.uri = "qemu:///embed?root=" + root.path.string();
    return root;
}

DriverEnvironment::DriverEnvironment(const EmbeddedRoot& root) {
    replace("XDG_RUNTIME_DIR", (root.path / "run").string());
    replace("XDG_CACHE_HOME", (root.path / "cache").string());
    if (!std::getenv("LIBVIRT_LOG_OUTPUTS"))
        replace("LIBVIRT_LOG_OUTPUTS", "4:file:" + (root.path / "log/driver.log").string());
}

void DriverEnvironment::replace(const std::string& name, const std::string& value) {
    const char* before = std::getenv(name.c_str());
    m_before[name] = before ? std::optional<std::string>(before) : std::nullopt;
    setenv(name.c_str(), value.c_str(), 1);
}

DriverEnvironment::~DriverEnvironment() {
    for (const auto& [name, value] : m_before) {
        if (value)
            setenv(name.c_str(), value->c_str(), 1);
        else
            unsetenv(name.c_str());
    }
}

} // namespace agentarium::machines
