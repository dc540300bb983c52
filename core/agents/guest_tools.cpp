// SPDX-License-Identifier: Apache-2.0
#include "core/agents/pipeline.h"

namespace agentarium::agents {

namespace {

/// "1:0.46.1+ds-2" is version 0.46.1 of the package.
std::string upstreamVersion(std::string version) {
    if (const auto epoch = version.find(':'); epoch != std::string::npos) version.erase(0, epoch + 1);
    if (const auto revision = version.rfind('-'); revision != std::string::npos) version.resize(revision);
    return version.substr(0, version.find_first_of("+~"));
}

} // namespace

GuestTools GuestTools::of(const image::ImageStore& images) {
    GuestTools tools;
    tools.python = images.hostPython();
    // What Debian 13 has; an image that is there tells more exactly.
    tools.packages = {{"starlette", "0.46.1"}, {"uvicorn", "0.32.0"}, {"websockets", "14.2"}};
    static const std::string prefix = "python3-";
    if (const auto image = images.current())
        for (const image::Package& package : image->packages)
            if (package.name.starts_with(prefix))
                tools.packages[package.name.substr(prefix.size())] = upstreamVersion(package.version);
    // The version whose behaviour the guest's own package follows (contract, source PY).
    tools.packages["bedrock-agentcore"] = "1.22.0";
    return tools;
}

} // namespace agentarium::agents
