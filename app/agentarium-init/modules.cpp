// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/modules.h"

#include "app/agentarium-init/console.h"
#include "app/agentarium-init/fd.h"
#include "app/agentarium-init/files.h"

#include <cerrno>
#include <fcntl.h>
#include <sstream>
#include <sys/syscall.h>
#include <unistd.h>

namespace agentarium::init {

void loadModules() {
    std::istringstream list(readSmall("/modules.list"));
    for (std::string path; std::getline(list, path);) {
        if (path.empty() || path[0] == '#') continue;
        const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        if (!file) {
            say(withErrno("cannot open the kernel module " + path));
            continue;
        }
        if (::syscall(SYS_finit_module, file.get(), "", 0) != 0 && errno != EEXIST)
            say(withErrno("cannot load the kernel module " + path));
        ::unlink(path.c_str());
    }
}

} // namespace agentarium::init
