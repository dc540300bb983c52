// SPDX-License-Identifier: Apache-2.0
#include "core/payload/source.h"

#include "core/contract/error.h"
#include "core/payload/grouped.h"

#include <cerrno>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace agentarium::payload {

namespace {

constexpr const char* kSmaller = "Send less, or let the agent fetch the data itself.";

class DescriptorSource final : public Source {
public:
    DescriptorSource(int fd, std::string name) : m_fd(fd), m_name(std::move(name)) {
        struct stat status {};
        const bool known = fstat(fd, &status) == 0;
        m_waits = known && (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode) || isatty(fd));
    }

    std::optional<std::uint64_t> size() const override { return std::nullopt; }
    int waitFor() const override { return m_waits ? m_fd : -1; }

    std::size_t read(std::span<char> buffer) override {
        ssize_t count = 0;
        do
            count = ::read(m_fd, buffer.data(), buffer.size());
        while (count < 0 && errno == EINTR);
        if (count < 0)
            throw Error(ErrorKind::BadInput, m_name + " cannot be read: " + std::strerror(errno) + ".",
                        "Check where the data comes from.");
        m_total += static_cast<std::uint64_t>(count);
        if (m_total > kMaxBytes)
            throw Error(ErrorKind::TooLarge,
                        m_name + " gives more than the limit of " + grouped(kMaxBytes) +
                            " bytes for a request body.",
                        kSmaller);
        return static_cast<std::size_t>(count);
    }

private:
    int m_fd;
    std::string m_name;
    bool m_waits = false;
    std::uint64_t m_total = 0;
};

} // namespace

void checkSize(std::uint64_t size) {
    if (size <= kMaxBytes) return;
    throw Error(ErrorKind::TooLarge,
                "The request body would be " + grouped(size) + " bytes, " + grouped(size - kMaxBytes) +
                    " over the limit of " + grouped(kMaxBytes) + " bytes.",
                kSmaller);
}

std::unique_ptr<Source> fromDescriptor(int fd, const std::string& name) {
    return std::make_unique<DescriptorSource>(fd, name);
}

} // namespace agentarium::payload
