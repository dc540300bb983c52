# SPDX-License-Identifier: Apache-2.0
"""Makes the random generators of a process its own again after its microVM was copied (docs/starts.md).

agentarium-init sends kSignal to every process that has left its number in $AGENTARIUM_RENEW. The kernel's generator is
fresh by then; OpenSSL's and Python's are copies until the handler has run. Imported by agentarium.pth, so it works for
agents without our SDK, and costs next to nothing: nothing is imported here that Python has not loaded by itself.
"""

import _signal
import os
import sys

kSignal = 50
_folder = os.environ.get("AGENTARIUM_RENEW")


def renew(*_):
    modules = sys.modules
    if "_ssl" in modules:
        modules["_ssl"].RAND_add(os.urandom(32), 32.0)
    if "random" in modules:
        modules["random"].seed()
    if "tempfile" in modules:
        modules["tempfile"]._name_sequence = None
    if "numpy.random" in modules:
        modules["numpy.random"].seed()


def _register():
    try:
        with open(f"{_folder}/{os.getpid()}", "x"):
            pass
    except OSError:
        pass  # not root any more, or the second import


if _folder:
    try:
        _signal.signal(kSignal, renew)
        _signal.siginterrupt(kSignal, False)
        _register()
        os.register_at_fork(after_in_child=_register)
    except (ValueError, OSError):
        pass  # not the main thread: this interpreter is one within another program
