// SPDX-License-Identifier: Apache-2.0
#include "core/image/cabundle.h"

#include "core/contract/error.h"
#include "core/image/rawfile.h"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace agentarium::image {

namespace fs = std::filesystem;

namespace {

unsigned long subjectHash(const std::string& pem, const fs::path& file) {
    const std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                                                  BIO_free);
    const std::unique_ptr<X509, void (*)(X509*)> certificate(
        PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), X509_free);
    if (!certificate)
        throw Error(ErrorKind::RuntimeFailed,
                    fmt::format("{} is not a certificate.", file.filename().string()));
    return X509_NAME_hash_ex(X509_get_subject_name(certificate.get()), nullptr, nullptr, nullptr);
}

} // namespace

int makeCaBundle(const fs::path& root) {
    const fs::path folder = root / "usr/share/ca-certificates";
    const fs::path certs = root / "etc/ssl/certs";
    std::vector<fs::path> files;
    if (fs::is_directory(folder))
        for (const auto& entry : fs::recursive_directory_iterator(folder))
            if (entry.path().extension() == ".crt") files.push_back(entry.path());
    if (files.empty())
        throw Error(ErrorKind::RuntimeFailed,
                    "The package ca-certificates brought no certificates into the guest image.");
    std::sort(files.begin(), files.end());
    fs::create_directories(certs);
    std::ofstream bundle(certs / "ca-certificates.crt", std::ios::binary | std::ios::trunc);
    std::map<unsigned long, int> taken;
    for (const fs::path& file : files) {
        std::string pem = readRawFile(file);
        if (!pem.empty() && pem.back() != '\n') pem += '\n';
        bundle << pem;
        const unsigned long hash = subjectHash(pem, file);
        const fs::path link = certs / fmt::format("{:08x}.{}", hash, taken[hash]++);
        fs::remove(link);
        fs::create_symlink("/" + fs::relative(file, root).generic_string(), link);
    }
    bundle.close();
    if (!bundle)
        throw Error(ErrorKind::RuntimeFailed, "The CA bundle cannot be written.",
                    "Check the free disk space.");
    return static_cast<int>(files.size());
}

} // namespace agentarium::image
