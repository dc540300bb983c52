// SPDX-License-Identifier: Apache-2.0
#include "core/image/digest.h"

#include "core/contract/error.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <fstream>

namespace agentarium::image {

struct Sha256::Context {
    EVP_MD_CTX* md = EVP_MD_CTX_new();
    Context() { EVP_DigestInit_ex(md, EVP_sha256(), nullptr); }
    ~Context() { EVP_MD_CTX_free(md); }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
};

Sha256::Sha256() : m_context(std::make_unique<Context>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(const void* data, std::size_t size) {
    EVP_DigestUpdate(m_context->md, data, size);
}

void Sha256::addFile(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::vector<char> buffer(256 * 1024);
    while (in) {
        in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        add(buffer.data(), static_cast<std::size_t>(in.gcount()));
    }
    if (!in.eof()) throw Error(ErrorKind::RuntimeFailed, fmt::format("{} cannot be read.", file.string()));
}

std::string Sha256::hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
    unsigned int size = 0;
    EVP_DigestFinal_ex(m_context->md, sum.data(), &size);
    std::string text;
    for (unsigned int i = 0; i < size; ++i)
        text += fmt::format("{:02x}", sum[i]);
    return text;
}

std::string sha256Of(const std::vector<std::filesystem::path>& files) {
    Sha256 sum;
    for (const auto& file : files)
        sum.addFile(file);
    return sum.hex();
}

std::string sha256OfTree(const std::filesystem::path& folder) {
    namespace fs = std::filesystem;
    std::vector<fs::path> files;
    for (auto it = fs::recursive_directory_iterator(folder); it != fs::recursive_directory_iterator(); ++it) {
        if (it->path().filename() == "__pycache__") {
            it.disable_recursion_pending();
            continue;
        }
        if (it->is_symlink() || it->is_regular_file()) files.push_back(it->path());
    }
    std::sort(files.begin(), files.end());
    Sha256 sum;
    for (const fs::path& file : files) {
        const bool link = fs::is_symlink(file);
        const bool executable =
            !link && (fs::status(file).permissions() & fs::perms::owner_exec) != fs::perms::none;
        sum.add(fmt::format("{}\n{}\n", fs::relative(file, folder).generic_string(),
                            link         ? "l"
                            : executable ? "x"
                                         : "-"));
        if (link)
            sum.add(fs::read_symlink(file).string());
        else
            sum.add(sha256Of({file}));
        sum.add("\n");
    }
    return sum.hex();
}

} // namespace agentarium::image
