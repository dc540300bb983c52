# SPDX-License-Identifier: Apache-2.0
"""100 MB in and out of a session, and what the daemon holds of it."""

import os
import sys

import process
from report import Target
from workbench import HERE, new_session

SIZE = 100_000_000
BINARY = "application/octet-stream"
PIECE = 1 << 20


class Payloads:
    def __init__(self, bench, report):
        self._bench, self._report = bench, report

    def measure(self, runs):
        self._report.begin("100 MB into and out of a running session")
        raw = (os.urandom(PIECE) * (SIZE // PIECE + 1))[:SIZE]
        head, tail = b'{"data":"', b'"}'
        body = head + b"A" * (SIZE - len(head) - len(tail)) + tail
        self._into("raw", "in, to a raw reader", raw, BINARY, SIZE, runs, Target(1500))
        self._into("stream", "in, to Starlette's stream()", raw, BINARY, SIZE, runs, Target(2200))
        self._into("json", "in, to json()", body, "application/json", SIZE - len(head) - len(tail), runs, None,
                   "--memory", "2048")
        self._out("raw_out", "out, from a raw writer", runs)
        self._out("stream_out", "out, from a StreamingResponse", runs)

    def _into(self, agent, name, payload, content_type, counted, runs, target, *options):
        def once(session):
            answer = self._bench.invoke(f"bench_{agent}", session, payload, content_type)
            if answer.json["bytes"] != counted:
                sys.exit(f"{name}: {answer.body!r}")
            return answer.ms

        self._run(agent, name, once, runs, target, *options)

    def _out(self, agent, name, runs):
        def once(session):
            answer = self._bench.invoke(f"bench_{agent}", session, b'{"bytes":%d}' % SIZE, read=_count)
            if answer.body != SIZE:
                sys.exit(f"{name}: {answer.body} bytes came")
            return answer.ms

        self._run(agent, name, once, runs, None)

    def _run(self, agent, name, once, runs, target, *options):
        self._bench.deploy(HERE / "agents" / agent, f"bench_{agent}", "--start", "cold", *options)
        session = new_session()
        self._bench.invoke(f"bench_{agent}", session, b'{"data":"x","bytes":1}')
        daemon = self._bench.daemon()["pid"]
        values, peaks = [], []
        for _ in range(runs):
            process.reset_peak(daemon)
            values.append(once(session))
            peaks.append(process.peak_mb(daemon))
        self._report.add(name, "ms", values, target)
        self._report.add("  agentariumd's peak memory", "MB", peaks, Target(60))
        self._bench.stop_session(session)
        self._bench.settle()


def _count(response):
    """The number of bytes of an answer, without keeping them."""
    block = memoryview(bytearray(PIECE))
    got = 0
    while n := response.readinto(block):
        got += n
    return got
