// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/image/aptroot.h"

#include <string>

namespace agentarium::image {

/// The configuration of a private apt root. It is given by `-c`, so it is read after the host's own.
std::string aptConfiguration(const AptRootSettings& settings);
/// Its sources, in deb822.
std::string aptSourceList(const AptRootSettings& settings);
/// Its dpkg status: the packages apt is told are installed, in a version that satisfies everyone.
std::string dpkgStatus(const AptRootSettings& settings);

} // namespace agentarium::image
