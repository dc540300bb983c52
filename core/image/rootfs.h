// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/image/aptroot.h"
#include "core/image/recipe.h"
#include "core/jobs/job.h"

#include <filesystem>
#include <string>
#include <vector>

namespace agentarium::image {

/// The guest's root file system as a folder, made without root and without running anything of the guest.
class RootFs {
public:
    explicit RootFs(std::filesystem::path folder) : m_folder(std::move(folder)) {}

    /// Unpacks packages but what the recipe drops.
    void unpack(const std::vector<Deb>& debs, const Recipe& recipe, jobs::JobContext& job);
    /// What maintainer scripts would have made: folders, links, CA bundle, busybox commands, and the files of
    /// `resources`/root and `resources`/python.
    void complete(const Recipe& recipe, const std::filesystem::path& resources);
    /// Compiles all Python code with `python` (a command), so that times cannot make the result stale.
    void compilePython(const Recipe& recipe, const std::vector<std::string>& python, jobs::JobContext& job);
    /// One mode for all folders, one for programs, one for other files: what umask and packages gave does not
    /// count.
    void normalise() const;
    /// Writes an EROFS image. Same folder, same bytes.
    void pack(const std::filesystem::path& image, jobs::JobContext& job) const;

private:
    std::filesystem::path m_folder;
};

} // namespace agentarium::image
