// SPDX-License-Identifier: Apache-2.0
#include "core/image/image.h"

#include "core/contract/error.h"
#include "core/image/builder.h"
#include "core/image/hostpython.h"
#include "core/image/imagefolder.h"
#include "core/image/transfer.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace agentarium::image {

namespace {

/// One build or import at a time in a data folder, across processes; a killed one leaves no lock behind.
class BuildLock {
public:
    explicit BuildLock(const std::filesystem::path& home) {
        std::filesystem::create_directories(home / "cache");
        const auto file = home / "cache/image.lock";
        m_fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (m_fd < 0)
            throw Error(ErrorKind::RuntimeFailed, fmt::format("{} cannot be written.", file.string()),
                        "Check the owner and the free space of the data folder.");
        if (::flock(m_fd, LOCK_EX | LOCK_NB) != 0) {
            ::close(m_fd);
            throw Error(ErrorKind::Conflict, "A guest image is being built or imported in this data folder.",
                        "Wait until it has ended: agentariumctl image status.");
        }
    }
    ~BuildLock() { ::close(m_fd); }
    BuildLock(const BuildLock&) = delete;
    BuildLock& operator=(const BuildLock&) = delete;

private:
    int m_fd = -1;
};

/// What the file system refuses is told as our own error: full disk, rights.
template <class Work>
auto withFileErrors(Work work) {
    try {
        return work();
    } catch (const std::filesystem::filesystem_error& error) {
        throw Error(ErrorKind::RuntimeFailed, fmt::format("The guest image: {}", error.what()),
                    "Check the owner and the free space of the data folder, then run the same again.");
    }
}

} // namespace

nlohmann::json GuestImage::toJson() const {
    auto list = nlohmann::json::array();
    for (const Package& package : packages)
        list.push_back({{"name", package.name}, {"version", package.version}});
    return {{"digest", digest},
            {"path", path.string()},
            {"bytes", bytes},
            {"packages", list},
            {"kernel", kernelVersion}};
}

ImageStore::ImageStore(std::filesystem::path home, ImageInputs inputs)
    : m_home(std::filesystem::absolute(std::move(home))), m_inputs(std::move(inputs)) {}

std::optional<GuestImage> ImageStore::current() const {
    return ImageFolder(m_home).current();
}

GuestImage ImageStore::build(jobs::JobContext& job, const std::string& mirror) {
    return withFileErrors([&] {
        const BuildLock lock(m_home);
        return Builder(m_home, m_inputs, job).build(mirror);
    });
}

GuestImage ImageStore::import(const std::filesystem::path& file, jobs::JobContext& job) {
    return withFileErrors([&] {
        const BuildLock lock(m_home);
        const ImageFolder images(m_home);
        job.phase("import");
        const NewImage making(images);
        const Manifest manifest = importImage(file, making.folder(), job);
        return images.adopt(making.folder(), manifest);
    });
}

void ImageStore::exportTo(const std::filesystem::path& file, jobs::JobContext& job) const {
    const auto image = current();
    if (!image)
        throw Error(ErrorKind::NotFound, "There is no guest image to export.", "agentariumctl image build");
    job.phase("export");
    withFileErrors([&] { exportImage(*image, file, job); });
}

std::optional<std::vector<std::string>> ImageStore::hostPython() const {
    return HostPython(m_home).command();
}

} // namespace agentarium::image
