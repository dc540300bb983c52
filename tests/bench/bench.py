#!/usr/bin/python3
"""The benchmarks of Agentarium: real programs, real microVMs, medians of one run. `./dev bench` calls this."""
import argparse
import http.client
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time
import uuid

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SESSION_HEADER = "X-Amzn-Bedrock-AgentCore-Runtime-Session-Id"

IN_GUEST = r"""
import http.client, json, statistics, time
def once():
    begin = time.perf_counter()
    c = http.client.HTTPConnection("127.0.0.1", 8080)
    c.request("POST", "/invocations", b'{"prompt":"Hello"}', {"Content-Type": "application/json"})
    c.getresponse().read()
    c.close()
    return (time.perf_counter() - begin) * 1000
for _ in range(5): once()
print(statistics.median(once() for _ in range(30)))
"""


class Bench:
    def __init__(self, arguments):
        self.ctl = str(arguments.bin / "agentariumctl")
        self.runs = arguments.runs
        self.starts = arguments.starts
        os.environ["AGENTARIUM_HOME"] = str(arguments.home)
        self.home = arguments.home

    def call(self, *words):
        words = list(words)
        words.insert(words.index("--") if "--" in words else len(words), "--json")
        done = subprocess.run([self.ctl, *words], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"agentariumctl {' '.join(words)}\n{done.stdout}{done.stderr}")
        return json.loads(done.stdout)

    def deploy(self, folder, name, *options):
        self.call("deploy", str(folder), "--name", name, *options)

    def daemon(self):
        return json.loads((self.home / "daemon.json").read_text())

    def api(self, path):
        daemon = self.daemon()
        connection = http.client.HTTPConnection("127.0.0.1", daemon["port"])
        connection.request("GET", "/api/v1" + path, headers={"Authorization": "Bearer " + daemon["token"]})
        answer = json.loads(connection.getresponse().read())
        connection.close()
        return answer

    def request(self, agent, session, body, content_type="application/json"):
        daemon = self.daemon()
        begin = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", daemon["port"])
        connection.request("POST", f"/api/v1/agents/{agent}/invocations", body, {
            "Authorization": "Bearer " + daemon["token"], "Content-Type": content_type, SESSION_HEADER: session})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        if answer.status != 200:
            sys.exit(f"{agent}: {answer.status} {text[:500]}")
        return (time.perf_counter() - begin) * 1000, text

    def peak_kb(self, reset=False):
        pid = self.daemon()["pid"]
        if reset:
            pathlib.Path(f"/proc/{pid}/clear_refs").write_text("5")
        for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
        return 0


def row(name, values, unit="ms", target=None):
    median = statistics.median(values)
    note = f"   target < {target}" if target else ""
    print(f"  {name:<44}{median:>10.1f} {unit:<3} (n={len(values)}, {min(values):.1f}…{max(values):.1f}){note}", flush=True)
    return median


def cold_starts(bench):
    print("Cold start of hello to its first answer")
    phases, totals = {}, []
    for _ in range(bench.runs):
        answer = bench.call("invoke", "hello", '{"prompt":"Hello"}', "--session", str(uuid.uuid4()))
        for phase in answer["start"]["phases"]:
            phases.setdefault(phase["name"], []).append(phase["ms"])
        totals.append(answer["totalMs"])
        bench.call("session", "stop", answer["sessionId"])
    for name, values in phases.items():
        row(name, values)
    row("to the first answer", totals, target="9000 ms")


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def wait_until(condition, what, seconds=120):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            sys.exit(f"{what}: not within {seconds} s")
        time.sleep(0.1)


def starts(bench):
    """Every kind of start in turn, so that all meet the same machine."""
    print("Start to the agent's first answer (hello), milliseconds")
    hello = ROOT / "resources" / "agents" / "hello"
    bench.deploy(hello, "hello_cold", "--start", "cold")
    bench.deploy(hello, "hello_restored", "--start", "restored")
    bench.deploy(hello, "hello_warm", "--start", "restored", "--warm", "1")
    wait_until(lambda: bench.api("/daemon")["warmClones"] == 1, "the warm clone")
    kinds = {"warm": [], "restored": [], "cold": []}
    for turn in range(bench.starts):
        for kind, values in kinds.items():
            if kind == "cold" and turn >= bench.runs:
                continue
            wait_until(lambda: bench.api("/daemon")["warmClones"] == 1, "the warm clone")
            session = str(uuid.uuid4())
            values.append(bench.request(f"hello_{kind}", session, b'{"prompt":"Hello"}')[0])
            began = bench.call("session", "show", session)["startKind"]
            if began != kind:
                sys.exit(f"a start was {began} instead of {kind}")
            bench.call("session", "stop", session)
    for kind, target in (("cold", None), ("restored", "330 (p99 700)"), ("warm", "20")):
        row(kind, kinds[kind], target=target)
        row(f"{kind}, p99", [percentile(kinds[kind], 0.99)])


def running_invokes(bench):
    print("Invoke in a running session (hello)")
    session = str(uuid.uuid4())
    bench.request("hello", session, b'{"prompt":"Hello"}')
    for _ in range(5):
        bench.request("hello", session, b'{"prompt":"Hello"}')
    total = row("caller to caller", [bench.request("hello", session, b'{"prompt":"Hello"}')[0] for _ in range(40)])
    inside = bench.call("exec", session, "--", "python3", "-c", IN_GUEST)
    agent = row("the same request inside the guest (agent time)", [float(inside["stdout"])])
    row("host and link", [total - agent], target="5 ms")
    bench.call("session", "stop", session)


def payloads(bench):
    print("100 MB in")
    size = 100_000_000
    raw = os.urandom(1 << 20) * (size // (1 << 20) + 1)
    head, tail = b'{"data":"', b'"}'
    body = head + b"A" * (size - len(head) - len(tail)) + tail
    for name, payload, content_type, target, options in (
            ("raw", raw[:size], "application/octet-stream", "2000 ms", ()),
            ("stream", raw[:size], "application/octet-stream", "3000 ms", ()),
            ("json", body, "application/json", None, ("--memory", "2048"))):
        bench.deploy(HERE / "agents" / name, f"bench_{name}", "--start", "cold", *options)
        session = str(uuid.uuid4())
        bench.request(f"bench_{name}", session, b'{"data":"x"}')
        bench.peak_kb(reset=True)
        values = []
        for _ in range(bench.runs):
            ms, text = bench.request(f"bench_{name}", session, payload, content_type)
            values.append(ms)
            if name != "json" and json.loads(text)["bytes"] != size:
                sys.exit(f"{name}: {text!r}")
        label = {"raw": "to a raw reader", "stream": "to Starlette's stream()", "json": "to json()"}[name]
        row(label, values, target=target)
        row("peak memory of agentariumd meanwhile", [bench.peak_kb() / 1024], "MB", "60 MB")
        bench.call("session", "stop", session)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "build" / "bin")
    parser.add_argument("--home", type=pathlib.Path, default=ROOT / "build" / "bench-home")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--starts", type=int, default=50, help="restored and warm starts to measure (50)")
    parser.add_argument("parts", nargs="*", default=["start", "starts", "invoke", "payload"],
                        help="start (cold, by phase), starts (cold, restored, warm), invoke, payload (default: all)")
    arguments = parser.parse_args()
    bench = Bench(arguments)
    if subprocess.run([bench.ctl, "image", "status", "--json"], capture_output=True).returncode != 0:
        subprocess.run([bench.ctl, "image", "build"], check=True)
    bench.deploy(ROOT / "resources" / "agents" / "hello", "hello", "--start", "cold")
    parts = {"start": cold_starts, "starts": starts, "invoke": running_invokes, "payload": payloads}
    for part in arguments.parts:
        parts[part](bench)
    subprocess.run([bench.ctl, "daemon", "stop", "--force"], capture_output=True)


if __name__ == "__main__":
    main()
