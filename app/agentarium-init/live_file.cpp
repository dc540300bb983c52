// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/live_file.h"

#include "app/agentarium-init/console.h"
#include "app/agentarium-init/files.h"

#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

namespace agentarium::init {

namespace {
constexpr std::size_t kPage = 4096;
} // namespace

LiveFile::LiveFile(const std::string& name) : m_path("/etc/" + name) {
    ::mkdir("/run/agentarium", 0755);
    const std::string file = "/run/agentarium/" + name;
    m_file = Fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    writeSmall(m_path, "");
    void* page = ::mmap(nullptr, kPage, PROT_READ | PROT_WRITE, MAP_SHARED, m_file.get(), 0);
    if (page == MAP_FAILED || ::mount(file.c_str(), m_path.c_str(), nullptr, MS_BIND, nullptr)) {
        say(withErrno("cannot keep " + m_path + " in memory"));
        return;
    }
    m_text = static_cast<char*>(page);
}

void LiveFile::write(const std::string& text) {
    if (!m_text || text.size() > kPage) {
        writeSmall(m_path, text);
        return;
    }
    if (text.size() != m_size && ::ftruncate(m_file.get(), static_cast<off_t>(text.size())))
        say(withErrno("cannot resize " + m_path));
    m_size = text.size();
    std::memcpy(m_text, text.data(), text.size());
}

} // namespace agentarium::init
