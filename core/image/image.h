// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/jobs/job.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace agentarium::image {

struct Package {
    std::string name;
    std::string version;
};

/// A built guest image: a folder images/<digest>/ with `kernel`, `initrd`, `root.erofs`, `manifest.json`.
struct GuestImage {
    std::string digest; ///< SHA-256, hex, over kernel, initrd and root in that order
    std::filesystem::path path;
    std::uintmax_t bytes = 0;
    std::vector<Package> packages;
    std::string kernelVersion;

    std::filesystem::path kernel() const { return path / "kernel"; }
    std::filesystem::path initrd() const { return path / "initrd"; }
    std::filesystem::path root() const { return path / "root.erofs"; }
    /// Keys of cli.md's `image status`: digest, path, bytes, packages, kernel.
    nlohmann::json toJson() const;
};

/// What the builder needs from the installation.
struct ImageInputs {
    std::filesystem::path init;      ///< agentarium-init, static arm64
    std::filesystem::path resources; ///< resources/guest of the installation: recipe, SDK, overlay files
};

/// The guest images of one data folder. All calls block: run them on a pool.
class ImageStore {
public:
    /// `home` is AGENTARIUM_HOME; images live in home/images, build leftovers in home/cache.
    ImageStore(std::filesystem::path home, ImageInputs inputs);

    /// The image in use, if there is one.
    std::optional<GuestImage> current() const;
    /// Builds from Debian packages and makes it current. `mirror` replaces the host's own mirror.
    /// Downloads are kept and resumed. Throws Error with a fix; Cancelled leaves the cache intact.
    GuestImage build(jobs::JobContext& job, const std::string& mirror = {});
    /// Takes a tar.zst made by `exportTo` after checking its digest, and makes it current.
    GuestImage import(const std::filesystem::path& file, jobs::JobContext& job);
    void exportTo(const std::filesystem::path& file, jobs::JobContext& job) const;
    /// Path of a host-run CPython of the guest's version, if the build tools are here; for compiling agents.
    /// The command's words, ready to have arguments appended.
    std::optional<std::vector<std::string>> hostPython() const;

private:
    std::filesystem::path m_home;
    ImageInputs m_inputs;
};

} // namespace agentarium::image
