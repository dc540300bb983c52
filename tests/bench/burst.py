# SPDX-License-Identifier: Apache-2.0
"""Many sessions at once: how many a second are started, and how long each caller waits meanwhile."""

import concurrent.futures
import time

from workbench import HELLO, new_session


class Burst:
    def __init__(self, bench, report):
        self._bench, self._report = bench, report

    def measure(self, bursts, sessions, clients):
        self._report.begin(f"Bursts of {sessions} restored starts from {clients} callers, until all have answered")
        self._bench.deploy(HELLO, "burst_hello", "--start", "restored")
        self._bench.ready_template("burst_hello")
        rates, waits, others = [], [], 0
        for _ in range(bursts):
            self._bench.settle()
            answers, seconds = self._once(sessions, clients)
            kept = [answer for answer in answers if answer.start["kind"] == "restored"]
            others += len(answers) - len(kept)
            rates.append(len(kept) / seconds)
            waits += [answer.ms for answer in kept]
        note = f"{others} others were not restored" if others else ""
        self._report.add("sessions started per second", "/s", rates, note=note)
        self._report.add("start to first answer meanwhile", "ms", waits)

    def _once(self, sessions, clients):
        ids = [new_session() for _ in range(sessions)]
        begin = time.perf_counter()
        with concurrent.futures.ThreadPoolExecutor(clients) as pool:
            answers = list(pool.map(lambda session: self._bench.invoke("burst_hello", session), ids))
        seconds = time.perf_counter() - begin
        for session in ids:
            self._bench.stop_session(session)
        return answers, seconds
