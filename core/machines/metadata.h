// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

namespace agentarium::machines {

/// A machine's metadata as the text of an XML element: JSON of ASCII characters only, without the ones XML
/// escapes.
std::string writeMetadata(const std::map<std::string, std::string>& metadata);
/// Empty when the text is not what writeMetadata makes.
std::map<std::string, std::string> readMetadata(const std::string& text);

} // namespace agentarium::machines
