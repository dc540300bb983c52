// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/payload/attachment.h"

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

namespace agentarium::payload {

/// Text to be sent as it is, or the index of an attachment whose base64 goes there.
using Piece = std::variant<std::string, std::size_t>;

/// The JSON text taken apart at the places where the attachments go. Every byte of the text that is not
/// replaced is kept as it stands. A value at a pointer is replaced; a missing member is added at the end of
/// its object, with the objects above it where they are missing; "-" or the next index adds to an array.
/// Throws Error(BadInput) when a pointer leads nowhere or two attachments go to one place.
std::vector<Piece> insertAttachments(const std::string& json, const std::vector<Attachment>& attachments);

} // namespace agentarium::payload
