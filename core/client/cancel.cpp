// SPDX-License-Identifier: Apache-2.0
#include "core/client/cancel.h"

#include "core/contract/error.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace agentarium::client {

static_assert(std::atomic<bool>::is_always_lock_free);

CancelToken::CancelToken() {
    if (pipe(m_ends) != 0)
        throw Error(ErrorKind::RuntimeFailed, "No pipe can be made: too many open files.",
                    "Close other programs or raise the limit (ulimit -n).");
    for (const int end : m_ends)
        fcntl(end, F_SETFD, FD_CLOEXEC);
}

CancelToken::~CancelToken() {
    for (const int end : m_ends)
        close(end);
}

void CancelToken::cancel() noexcept {
    const int saved = errno;
    if (!m_cancelled.exchange(true)) {
        const char byte = 0;
        [[maybe_unused]] const auto written = write(m_ends[1], &byte, 1);
    }
    errno = saved;
}

void CancelToken::check() const {
    if (cancelled()) throw Error(ErrorKind::Cancelled, "Cancelled.");
}

} // namespace agentarium::client
