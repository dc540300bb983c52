// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/image/aptroot.h"
#include "core/image/image.h"
#include "core/image/imagefolder.h"
#include "core/image/recipe.h"

#include <filesystem>
#include <string>
#include <vector>

namespace agentarium::image {

/// One run of `image build`, step by step. Everything it leaves behind besides the image is in home/cache and
/// home/tools.
class Builder {
public:
    Builder(std::filesystem::path home, ImageInputs inputs, jobs::JobContext& job);

    GuestImage build(const std::string& mirror);

private:
    void checkHost() const;
    AptRoot aptRoot(const std::string& name, const std::string& architecture,
                    const std::vector<std::string>& without) const;
    std::string inputsOf(const std::vector<Deb>& debs, const std::vector<Deb>& tools);
    Manifest make(const std::filesystem::path& folder, const std::vector<Deb>& debs);
    std::string makeKernel(const std::filesystem::path& folder, const std::filesystem::path& unpacked) const;

    std::filesystem::path m_home;
    ImageInputs m_inputs;
    jobs::JobContext& m_job;
    Recipe m_recipe;
    Mirrors m_mirrors;
    std::filesystem::path m_keyring;
};

} // namespace agentarium::image
