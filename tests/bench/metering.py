# SPDX-License-Identifier: Apache-2.0
"""How far the meter is from the CPU time the agent's process itself counts."""

import json

from report import Target
from workbench import HERE, new_session

# s of CPU time a run. Between its own reading and the meter's the agent ends an answer and perhaps a ping (20 ms, and
# what a busy host makes the guest wait meanwhile): that must weigh little.
BURN = 5


class Metering:
    def __init__(self, bench, report):
        self._bench, self._report = bench, report

    def measure(self, runs):
        self._report.begin(f"Metering against an agent that burns {BURN} s of CPU time")
        self._bench.deploy(HERE / "agents" / "burner", "bench_burner", "--start", "cold")
        session = new_session()
        errors = []
        self._burn(session, 0)
        for _ in range(runs):
            agent, metered = self._burn(session, 0), self._metered(session)
            agent, metered = self._burn(session, BURN) - agent, self._metered(session) - metered
            errors.append((metered / agent - 1) * 100)
        self._report.add("error", "%", [abs(error) for error in errors], Target(2, 2))
        self._report.add("  with its sign", "%", errors)
        self._bench.stop_session(session)

    def _burn(self, session, seconds):
        """CPU seconds of the agent's process since it began, by its own clock."""
        return self._bench.invoke("bench_burner", session, json.dumps({"burn": seconds}).encode()).json["total"]

    def _metered(self, session):
        return self._bench.api(f"/sessions/{session}/usage")["cpuSeconds"]
