// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/disks.h"

#include "app/agentarium-init/files.h"

#include <algorithm>
#include <filesystem>
#include <unistd.h>

namespace agentarium::init {

namespace fs = std::filesystem;

namespace {

/// linux/virtio_ids.h: VIRTIO_ID_BLOCK.
constexpr const char* kBlockDevice = "0x0002";

long virtioDisks() {
    std::error_code ec;
    const auto all = fs::directory_iterator("/sys/bus/virtio/devices", ec);
    return ec ? 0 : std::count_if(begin(all), end(all), [](const fs::directory_entry& device) {
        return readSmall(device.path() / "device") == kBlockDevice;
    });
}

bool isVirtioDisk(const fs::directory_entry& block) {
    return block.path().filename().string().starts_with("vd") &&
           fs::exists("/dev/" + block.path().filename().string());
}

} // namespace

void settleDisks() {
    const long wanted = virtioDisks();
    for (int i = 0; i < 400; ++i) {
        std::error_code ec;
        const auto blocks = fs::directory_iterator("/sys/block", ec);
        if (!ec && std::count_if(begin(blocks), end(blocks), isVirtioDisk) >= wanted) return;
        ::usleep(5000);
    }
}

std::optional<std::string> diskBySerial(const std::string& serial) {
    std::error_code ec;
    for (const auto& block : fs::directory_iterator("/sys/block", ec))
        if (isVirtioDisk(block) && readSmall(block.path() / "serial") == serial)
            return "/dev/" + block.path().filename().string();
    return std::nullopt;
}

} // namespace agentarium::init
