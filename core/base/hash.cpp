// SPDX-License-Identifier: Apache-2.0
#include "core/base/hash.h"

#include "core/contract/error.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <vector>

namespace agentarium {

struct Sha256::Context {
    EVP_MD_CTX* evp = EVP_MD_CTX_new();
    ~Context() { EVP_MD_CTX_free(evp); }
};

std::string toHex(std::span<const std::byte> bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::byte byte : bytes) {
        text += digits[static_cast<unsigned>(byte) >> 4];
        text += digits[static_cast<unsigned>(byte) & 15];
    }
    return text;
}

bool isSha256(const std::string& text) {
    return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

Sha256::Sha256() : m_context(std::make_unique<Context>()) {
    if (!m_context->evp || EVP_DigestInit_ex(m_context->evp, EVP_sha256(), nullptr) != 1)
        throw Error(ErrorKind::RuntimeFailed, "OpenSSL has no SHA-256.",
                    "Install OpenSSL 3 with its default provider.");
}

Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::span<const std::byte> bytes) {
    EVP_DigestUpdate(m_context->evp, bytes.data(), bytes.size());
}

void Sha256::update(std::string_view text) {
    update(std::as_bytes(std::span(text)));
}

std::string Sha256::finish() {
    std::array<std::byte, 32> digest{};
    EVP_DigestFinal_ex(m_context->evp, reinterpret_cast<unsigned char*>(digest.data()), nullptr);
    return toHex(digest);
}

std::string sha256Of(std::string_view text) {
    Sha256 hash;
    hash.update(text);
    return hash.finish();
}

std::string sha256OfFile(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    Sha256 hash;
    std::vector<char> buffer(256 * 1024);
    while (file.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || file.gcount() > 0)
        hash.update(std::string_view(buffer.data(), static_cast<std::size_t>(file.gcount())));
    if (!file.eof())
        throw Error(ErrorKind::RuntimeFailed, "Cannot read " + path.string() + ": " + std::strerror(errno),
                    "Check that the file exists and may be read.");
    return hash.finish();
}

} // namespace agentarium
