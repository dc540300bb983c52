# SPDX-License-Identifier: Apache-2.0
"""The daemon is killed in the middle of longer work. Faults as in faults.py."""

import time

from stage import COPIED
from strike import Missed


def kill_daemon_in_a_template(stage):
    """A new version makes a template of its own; the agent's sessions are not disturbed."""
    stage.deploy("copied", *COPIED, "--env", f"N={stage.random.random()}")
    if not stage.until(lambda: stage.jobs("template", "running"), 20):
        raise Missed("no template was begun")
    time.sleep(stage.random.uniform(0, 12))
    running = stage.jobs("template", "running")
    pid = stage.kill_daemon()
    if not running:
        raise Missed("the template had been made")
    stage.live()
    return f"kill -9 of the daemon {pid} in a template's {running[0]['phases'][-1]['name'] if running[0]['phases'] else 'beginning'}"


def kill_daemon_in_an_upload(stage):
    session = stage.live_session("reader")
    if session is None:
        stage.begin_session("reader", "{}")
        return None
    upload = stage.home.start(
        "invoke", "reader", "--data", stage.cargo, "--session", session, "--json", "--content-type",
        "application/octet-stream", "--header", "X-Amzn-Bedrock-AgentCore-Runtime-Custom-How=raw")
    stage.callers.append(upload)
    partial = stage.home.path / "blobs" / "partial"
    stage.until(lambda: any(file.stat().st_size for file in partial.glob("*")), 10, 0.02)
    time.sleep(stage.random.uniform(0, 1))
    under_way = upload.poll() is None and [file.stat().st_size for file in partial.glob("*")]
    pid = stage.kill_daemon()
    if not under_way:
        raise Missed("the upload had ended")
    stage.live()
    return f"kill -9 of the daemon {pid} with {max(under_way) / 1e6:.0f} of 100 MB received"


def kill_daemon_in_an_export(stage):
    file = stage.scratch / "other.agentrec"
    export = stage.home.start("export", stage.freight, file, "--json")
    pid = stage.kill_within(export, stage.random.uniform(0.02, 0.2))
    stage.live()
    left = [path.name for path in stage.scratch.iterdir() if path not in (stage.cargo, stage.parcel, file)]
    if left:
        stage.lose(f"a killed export left {left}")
    if file.exists():
        stage.ctl("verify", file, "--json")
        file.unlink()
    return f"kill -9 of the daemon {pid} in an export"


def kill_daemon_in_an_import(stage):
    stage.ctl("recordings", "delete", stage.freight, "--json")
    arrival = stage.home.start("import", stage.parcel, "--json")
    try:
        pid = stage.kill_within(arrival, stage.random.uniform(0.02, 0.4))
    finally:
        stage.live()
        stage.until(lambda: not stage.jobs("recordings.tidy", "running"), 30)
        there = stage.ctl("recordings", "--json").json["recordings"]
        whole = any(row["recordingId"] == stage.freight and row["complete"] for row in there)
        if not whole:
            if any(row["recordingId"] == stage.freight for row in there):
                stage.lose("half of an import is there")
            stage.ctl("import", stage.parcel, "--json")
    return f"kill -9 of the daemon {pid} in an import: {'all' if whole else 'nothing'} of it is there"


def kill_daemon_in_a_deploy(stage):
    name = f"brief_{stage.random.randint(0, 99999)}"
    deploy = stage.home.start("deploy", stage.agent_folder, "--name", name, "--start", "cold", "--json")
    try:
        pid = stage.kill_within(deploy, stage.random.uniform(0.02, 0.6))
    finally:
        there = [agent for agent in stage.ctl("agents", "--json").json["agents"] if agent["name"] == name]
        if there:
            stage.ctl("agent", "delete", name, "--json")
    return f"kill -9 of the daemon {pid} in a deploy: the agent is {there[0]['status'] if there else 'not there'}"
