// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace agentarium::image {

/// What update-ca-certificates would make in a root: /etc/ssl/certs/ca-certificates.crt of all certificates
/// below /usr/share/ca-certificates, and a link "<hash>.N" to each, by which OpenSSL finds one without
/// reading all. Returns their number. Throws Error(RuntimeFailed) when there are none.
int makeCaBundle(const std::filesystem::path& root);

} // namespace agentarium::image
