// SPDX-License-Identifier: Apache-2.0
#include "core/machines/socket_folder.h"

#include "core/contract/error.h"

#include <openssl/evp.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace agentarium::machines {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t longestSocketPath = 107;
constexpr const char* prefix = "agentarium-";

} // namespace

std::string shortNameOf(const fs::path& home) {
    const std::string path = fs::weakly_canonical(home).string();
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    EVP_Digest(path.data(), path.size(), hash, &size, EVP_sha256(), nullptr);
    static constexpr char digits[] = "0123456789abcdef";
    std::string name;
    for (int i = 0; i < 4; ++i) {
        name += digits[hash[i] >> 4];
        name += digits[hash[i] & 15];
    }
    return name;
}

fs::path fixedSocketFolder(const fs::path& home) {
    return "/tmp/" + std::string(prefix) + std::to_string(geteuid()) + '-' + shortNameOf(home);
}

fs::path defaultSocketFolder(const fs::path& home) {
    const char* runtime = std::getenv("XDG_RUNTIME_DIR");
    if (runtime && *runtime == '/' && access(runtime, W_OK | X_OK) == 0)
        return fs::path(runtime) / (prefix + shortNameOf(home));
    return fixedSocketFolder(home);
}

void makePrivateFolder(const fs::path& folder) {
    const bool made = mkdir(folder.c_str(), 0700) == 0;
    struct stat info {};
    if ((!made && errno != EEXIST) || lstat(folder.c_str(), &info) != 0)
        throw Error(ErrorKind::RuntimeFailed,
                    "Cannot make the folder " + folder.string() + ": " + std::strerror(errno) + '.',
                    "Make the folder above it writable, or let XDG_RUNTIME_DIR name one that is.");
    if (!S_ISDIR(info.st_mode) || info.st_uid != geteuid() || (info.st_mode & 077) != 0)
        throw Error(ErrorKind::RuntimeFailed,
                    folder.string() + " is not a folder that belongs to this user alone (mode 0700).",
                    "Remove it; it is made again.");
}

Sockets socketsFor(const fs::path& folder, const std::string& machineName) {
    const std::string id =
        machineName.starts_with(prefix) ? machineName.substr(std::strlen(prefix)) : machineName;
    const fs::path own = folder / id;
    Sockets sockets{own / "ctl", own / "in", own / "out", own / "console"};
    if (sockets.console.native().size() > longestSocketPath)
        throw Error(ErrorKind::RuntimeFailed,
                    "The path of a socket would be " + std::to_string(sockets.console.native().size()) +
                        " bytes long, and the system allows 107: " + sockets.console.string(),
                    "Let XDG_RUNTIME_DIR name a folder with a shorter path.");
    return sockets;
}

std::string machineNameOf(const fs::path& own) {
    return prefix + own.filename().string();
}

void removeSockets(const Sockets& sockets) {
    std::error_code ec;
    for (const fs::path& socket : {sockets.ctl, sockets.in, sockets.out, sockets.console})
        if (!socket.empty()) fs::remove(socket, ec);
    if (!sockets.ctl.empty()) fs::remove(sockets.ctl.parent_path(), ec);
}

} // namespace agentarium::machines
