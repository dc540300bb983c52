# SPDX-License-Identifier: Apache-2.0
"""Width and height of a PNG or JPEG, from its header alone."""

import struct

# Start-of-frame markers; C4, C8 and CC in this range mean other things.
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def image_size(data):
    if data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return {"type": "PNG", "width": width, "height": height}
    if data[:2] == b"\xff\xd8":
        return _jpeg_size(data)
    raise ValueError("this is neither a PNG nor a JPEG.")


def _jpeg_size(data):
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return {"type": "JPEG", "width": width, "height": height}
        if marker == 0xFF:
            at += 1
            continue
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    raise ValueError("the JPEG has no frame header.")
