// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/job.h"

#include "core/contract/error.h"

namespace agentarium::jobs {

void JobContext::checkCancelled() const {
    if (cancelled()) throw Error(ErrorKind::Cancelled, "Cancelled.");
}

} // namespace agentarium::jobs
