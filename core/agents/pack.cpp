// SPDX-License-Identifier: Apache-2.0
#include "core/agents/pack.h"

#include "core/base/subprocess.h"
#include "core/contract/error.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <memory>

namespace agentarium::agents {

namespace fs = std::filesystem;

namespace {

constexpr const char* kFileSystemId = "7d1c3a52-6f0e-4b8e-9a41-c0de00000001";

std::string sha256(const fs::path& file, jobs::JobContext& job) {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
    std::ifstream in(file, std::ios::binary);
    std::vector<char> buffer(1024 * 1024);
    while (in) {
        job.checkCancelled();
        in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        EVP_DigestUpdate(context.get(), buffer.data(), static_cast<std::size_t>(in.gcount()));
    }
    if (!in.eof()) throw Error(ErrorKind::RuntimeFailed, fmt::format("{} could not be read.", file.string()));
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    EVP_DigestFinal_ex(context.get(), digest.data(), &length);
    std::string hex;
    for (unsigned i = 0; i < length; ++i)
        hex += fmt::format("{:02x}", digest[i]);
    return hex;
}

/// Debian keeps file system tools in /usr/sbin, which a person's PATH may lack.
fs::path packer() {
    if (const auto found = findProgram("mkfs.erofs")) return *found;
    for (const char* path : {"/usr/sbin/mkfs.erofs", "/sbin/mkfs.erofs", "/usr/local/sbin/mkfs.erofs"})
        if (const auto found = findProgram(path)) return *found;
    throw Error(ErrorKind::RuntimeFailed, "The agent could not be packed: mkfs.erofs is not installed.",
                "Install it: apt install erofs-utils (macOS: brew install erofs-utils)");
}

} // namespace

std::string packCode(const fs::path& code, const fs::path& image, jobs::JobContext& job) {
    ProcessSpec spec;
    spec.argv = {packer().string(), "-T0",          "-U",         kFileSystemId, "--all-root", "-x-1",
                 "--quiet",         image.string(), code.string()};
    spec.env = {{"SOURCE_DATE_EPOCH", "0"}};
    spec.timeout = std::chrono::minutes(10);
    const ProcessResult result = runProcess(
        spec, [&](std::string_view line) { job.log(std::string(line)); }, [&] { return job.cancelled(); });
    job.checkCancelled();
    if (!result.ok())
        throw Error(
            ErrorKind::RuntimeFailed,
            fmt::format("mkfs.erofs could not pack the agent ({}): {}", result.outcome(), result.tail),
            "Check the free space of the data folder (AGENTARIUM_HOME).");
    return sha256(image, job);
}

} // namespace agentarium::agents
