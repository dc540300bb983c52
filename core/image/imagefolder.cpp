// SPDX-License-Identifier: Apache-2.0
#include "core/image/imagefolder.h"

#include "core/contract/error.h"
#include "core/image/digest.h"

#include <fmt/format.h>

#include <algorithm>
#include <fcntl.h>
#include <fstream>
#include <unistd.h>

namespace agentarium::image {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t imagesKept = 3;

bool isDigest(const std::string& text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

/// The content is on the disk before the name is: a power cut leaves the old file or the new one.
void replaceText(const fs::path& file, const std::string& text) {
    const fs::path making = file.string() + ".making";
    std::ofstream out(making, std::ios::trunc);
    out << text;
    out.close();
    if (!out)
        throw Error(ErrorKind::RuntimeFailed, fmt::format("{} cannot be written.", file.string()),
                    "Check the free disk space.");
    if (const int fd = ::open(making.c_str(), O_RDONLY | O_CLOEXEC); fd >= 0) {
        ::fsync(fd);
        ::close(fd);
    }
    fs::rename(making, file);
}

std::optional<Manifest> readManifest(const fs::path& folder) {
    std::ifstream in(folder / "manifest.json");
    const auto json = nlohmann::json::parse(in, nullptr, false);
    if (!json.is_object()) return std::nullopt;
    return Manifest::fromJson(json);
}

std::vector<fs::path> imagesIn(const fs::path& folder) {
    std::vector<fs::path> images;
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator(folder, ec))
        if (isDigest(entry.path().filename().string())) images.push_back(entry.path());
    std::sort(images.begin(), images.end());
    return images;
}

} // namespace

std::string imageDigest(const fs::path& folder) {
    return sha256Of({folder / "kernel", folder / "initrd", folder / "root.erofs"});
}

nlohmann::json Manifest::toJson() const {
    auto list = nlohmann::json::array();
    for (const Package& package : packages)
        list.push_back({{"name", package.name}, {"version", package.version}});
    return {{"digest", digest}, {"kernelVersion", kernelVersion}, {"packages", list}, {"inputs", inputs}};
}

Manifest Manifest::fromJson(const nlohmann::json& json) {
    Manifest manifest;
    manifest.digest = json.value("digest", "");
    manifest.kernelVersion = json.value("kernelVersion", "");
    manifest.inputs = json.value("inputs", "");
    for (const auto& package : json.value("packages", nlohmann::json::array()))
        manifest.packages.push_back({package.value("name", ""), package.value("version", "")});
    return manifest;
}

std::optional<GuestImage> ImageFolder::find(const std::string& digest) const {
    if (!isDigest(digest)) return std::nullopt;
    GuestImage image;
    image.path = m_folder / digest;
    const auto manifest = readManifest(image.path);
    if (!manifest || manifest->digest != digest) return std::nullopt;
    image.digest = digest;
    image.kernelVersion = manifest->kernelVersion;
    image.packages = manifest->packages;
    for (const fs::path& file : {image.kernel(), image.initrd(), image.root()}) {
        std::error_code ec;
        const auto size = fs::file_size(file, ec);
        if (ec || size == 0) return std::nullopt;
        image.bytes += size;
    }
    return image;
}

std::optional<GuestImage> ImageFolder::current() const {
    std::ifstream in(m_folder / "current");
    std::string digest;
    in >> digest;
    return find(digest);
}

std::optional<GuestImage> ImageFolder::findByInputs(const std::string& inputs) const {
    for (const fs::path& folder : imagesIn(m_folder))
        if (const auto manifest = readManifest(folder); manifest && manifest->inputs == inputs)
            if (auto image = find(folder.filename().string())) return image;
    return std::nullopt;
}

fs::path ImageFolder::startNew() const {
    const fs::path making = m_folder / ".making";
    fs::remove_all(making);
    fs::create_directories(making);
    return making;
}

NewImage::~NewImage() {
    std::error_code ec;
    fs::remove_all(m_folder, ec);
}

GuestImage ImageFolder::adopt(const fs::path& made, const Manifest& manifest) const {
    auto json = manifest.toJson();
    json["bytes"] =
        fs::file_size(made / "kernel") + fs::file_size(made / "initrd") + fs::file_size(made / "root.erofs");
    replaceText(made / "manifest.json", json.dump(1) + "\n");
    for (const char* name : {"kernel", "initrd", "root.erofs"})
        fs::permissions(made / name, static_cast<fs::perms>(0444));
    const fs::path target = m_folder / manifest.digest;
    if (find(manifest.digest)) {
        // Sessions may run from these very files: only what is said of them is replaced.
        fs::rename(made / "manifest.json", target / "manifest.json");
        fs::remove_all(made);
    } else {
        fs::remove_all(target);
        fs::rename(made, target);
    }
    fs::last_write_time(target, fs::file_time_type::clock::now());
    makeCurrent(manifest.digest);
    auto images = imagesIn(m_folder);
    std::sort(images.begin(), images.end(),
              [](const auto& a, const auto& b) { return fs::last_write_time(a) > fs::last_write_time(b); });
    for (std::size_t i = imagesKept; i < images.size(); ++i)
        fs::remove_all(images[i]);
    return *find(manifest.digest);
}

void ImageFolder::makeCurrent(const std::string& digest) const {
    replaceText(m_folder / "current", digest + "\n");
}

} // namespace agentarium::image
