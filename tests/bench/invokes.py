# SPDX-License-Identifier: Apache-2.0
"""An invocation of a session that runs: the whole way, and what of it the agent takes."""

import json
import statistics

from report import Target
from workbench import HELLO, new_session

IN_GUEST = r"""
import http.client, json, time
def once():
    begin = time.perf_counter()
    c = http.client.HTTPConnection("127.0.0.1", 8080)
    c.request("POST", "/invocations", b'{"prompt":"Hello"}', {"Content-Type": "application/json"})
    c.getresponse().read()
    c.close()
    return (time.perf_counter() - begin) * 1000
for _ in range(5): once()
print(json.dumps([once() for _ in range(%d)]))
"""


class Invokes:
    def __init__(self, bench, report):
        self._bench, self._report = bench, report

    def measure(self, runs):
        self._report.begin("An invocation of a running session (hello)")
        self._bench.deploy(HELLO, "hello", "--start", "cold")
        session = new_session()
        for _ in range(6):
            self._bench.invoke("hello", session)
        total = [self._bench.invoke("hello", session).ms for _ in range(runs)]
        inside = self._bench.call("exec", session, "--", "python3", "-c", IN_GUEST % runs)
        agent = json.loads(inside["stdout"])
        self._report.add("caller to caller", "ms", total)
        self._report.add("the same request inside the guest", "ms", agent)
        rest = statistics.median(agent)
        self._report.add("host and link (less the agent's median)", "ms", [ms - rest for ms in total], Target(5))
        self._bench.stop_session(session)
