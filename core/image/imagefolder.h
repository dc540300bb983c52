// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/image/image.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace agentarium::image {

/// What manifest.json beside the three files says.
struct Manifest {
    std::string digest;
    std::string kernelVersion;
    std::vector<Package> packages;
    std::string
        inputs; ///< sum over all that the image was made of; empty for an imported image of another make

    nlohmann::json toJson() const;
    static Manifest fromJson(const nlohmann::json& json);
};

/// home/images: a folder an image, named by its digest, and the file `current`.
class ImageFolder {
public:
    explicit ImageFolder(const std::filesystem::path& home) : m_folder(home / "images") {}

    std::optional<GuestImage> current() const;
    std::optional<GuestImage> find(const std::string& digest) const;
    /// A built image made of exactly these inputs.
    std::optional<GuestImage> findByInputs(const std::string& inputs) const;
    /// An empty folder to build in, on the same file system; one left over by a killed build is removed.
    std::filesystem::path startNew() const;
    /// Gives the finished folder its name and makes it the current image. Older images but the last three go.
    GuestImage adopt(const std::filesystem::path& made, const Manifest& manifest) const;
    void makeCurrent(const std::string& digest) const;

private:
    std::filesystem::path m_folder;
};

/// The folder of an image in the making; what has not been adopted is removed.
class NewImage {
public:
    explicit NewImage(const ImageFolder& images) : m_folder(images.startNew()) {}
    ~NewImage();
    NewImage(const NewImage&) = delete;
    NewImage& operator=(const NewImage&) = delete;

    const std::filesystem::path& folder() const { return m_folder; }

private:
    std::filesystem::path m_folder;
};

/// The sum that names an image: SHA-256 over kernel, initrd and root, one after another.
std::string imageDigest(const std::filesystem::path& folder);

} // namespace agentarium::image
