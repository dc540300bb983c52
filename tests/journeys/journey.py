# SPDX-License-Identifier: Apache-2.0
"""What every journey stands on: a data folder of its own, the command line, the raw API, and a check for leftovers."""

import http.client
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("AGENTARIUM_BIN", ROOT / "build" / "bin"))
WORK = pathlib.Path(os.environ.get("AGENTARIUM_JOURNEYS", ROOT / "build" / "journeys"))
IMAGE_HOME = WORK / "image-home"
BUNDLED = ROOT / "resources" / "agents"
AGENTS = ROOT / "tests" / "journeys" / "agents"
SESSION = "X-Amzn-Bedrock-AgentCore-Runtime-Session-Id"
# A cold start takes about 10 s here; machines with other work to do need patience.
PATIENCE = float(os.environ.get("AGENTARIUM_PATIENCE", "1"))


def new_session_id():
    return f"journey-{uuid.uuid4()}"


class Result:
    """One finished run of agentariumctl."""

    def __init__(self, code, out, err, seconds):
        self.code, self.out, self.err, self.seconds = code, out, err, seconds

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]

    def __str__(self):
        return f"exit {self.code} after {self.seconds:.1f} s\n--- stdout\n{self.out[-4000:]}\n--- stderr\n{self.err[-4000:]}"


class Home:
    """A data folder with the guest image, and everything that runs for it."""

    def __init__(self, with_image=True, at=None):
        WORK.mkdir(parents=True, exist_ok=True)
        self.own = at is None
        # With a blank and a comma, as people have them.
        self.path = pathlib.Path(at or tempfile.mkdtemp(prefix="a home, ", dir=WORK))
        self.path.mkdir(parents=True, exist_ok=True)
        # Sockets have paths of at most 107 bytes: the runtime folder is a short one.
        self.runtime = pathlib.Path(tempfile.mkdtemp(prefix="agj-", dir="/tmp"))
        if with_image:
            for name in ("images", "tools"):
                if not (IMAGE_HOME / name).exists():
                    raise AssertionError(f"There is no guest image in {IMAGE_HOME}: run the journey image.py first.")
                (self.path / name).symlink_to(IMAGE_HOME / name)
        self.env = {
            "AGENTARIUM_HOME": str(self.path),
            "XDG_RUNTIME_DIR": str(self.runtime),
            "HOME": os.environ.get("HOME", "/root"),
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG": "C.UTF-8",
        }
        self.env.update({key: value for key, value in os.environ.items() if "SAN_OPTIONS" in key or key in
                         ("AGENTARIUM_INIT", "AGENTARIUM_RESOURCES")})

    # The command line

    def start(self, *args, **options):
        return subprocess.Popen(
            [BIN / "agentariumctl", *map(str, args)], env=self.env, stdin=options.pop("stdin", subprocess.DEVNULL),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options,
        )

    def ctl(self, *args, check=0, timeout=120, input=None):
        """Runs agentariumctl. Fails the journey when the exit code is not `check` (None: any)."""
        began = time.monotonic()
        process = self.start(*args, stdin=subprocess.DEVNULL if input is None else subprocess.PIPE)
        try:
            out, err = process.communicate(input, timeout * PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            happened = ""
            if "--session" in args and args[0] != "events":
                happened = self.ctl("events", args[args.index("--session") + 1], check=None, timeout=10).out[-3000:]
            raise AssertionError(
                f"agentariumctl {args} took over {timeout} s\n{out[-2000:]}\n{err[-2000:]}\n{happened}\n{self.log()}"
            )
        result = Result(process.returncode, out.decode(errors="replace"), err.decode(errors="replace"),
                        time.monotonic() - began)
        if check is not None and result.code != check:
            raise AssertionError(f"agentariumctl {' '.join(map(str, args))}\nwanted exit {check}, got {result}\n{self.log()}")
        return result

    def deploy(self, path, *args, **options):
        """Sessions start cold unless the story says otherwise: a template costs the time of a cold start."""
        if "--start" not in args:
            args = (*args, "--start", "cold")
        return self.ctl("deploy", path, *args, "--json", **options).json

    def invoke(self, agent, payload, *args, **options):
        """The --json document of an invocation; of its failure, with check=4."""
        text = payload if isinstance(payload, str) else json.dumps(payload)
        return self.ctl("invoke", agent, text, *args, "--json", **options).json

    def invoke_file(self, agent, file, session, how):
        """Sends a file as it is, with the custom header that tells the agent `reader` how to read it."""
        return self.ctl(
            "invoke", agent, "--data", file, "--session", session, "--json", "--content-type", "application/octet-stream",
            "--header", f"X-Amzn-Bedrock-AgentCore-Runtime-Custom-How={how}", timeout=180,
        ).json

    def events(self, session, kind=None):
        args = ["events", session, "--json"] + (["--kind", kind] if kind else [])
        return self.ctl(*args).lines

    def session(self, session):
        return self.ctl("session", "show", session, "--json").json

    def wait_for(self, session, condition, seconds=30):
        """Polls `session show` until condition(session); the session then."""
        end = time.monotonic() + seconds * PATIENCE
        while True:
            found = self.session(session)
            if condition(found):
                return found
            if time.monotonic() > end:
                raise AssertionError(f"did not happen within {seconds} s: {json.dumps(found, indent=1)}")
            time.sleep(0.2)

    def wait_for_job(self, kind, seconds=120):
        """Waits until a job of that kind has ended well."""
        end = time.monotonic() + seconds * PATIENCE
        while True:
            jobs = [job for job in json.loads(self.api("GET", "/jobs")[2])["jobs"] if job["kind"] == kind]
            if jobs and all(job["state"] == "done" for job in jobs):
                return
            if time.monotonic() > end or any(job["state"] == "failed" for job in jobs):
                raise AssertionError(f"no {kind} was made: {jobs}\n{self.log()}")
            time.sleep(0.2)

    # The raw API

    def daemon(self):
        return json.loads((self.path / "daemon.json").read_text())

    def connect(self, timeout=120):
        return http.client.HTTPConnection("127.0.0.1", self.daemon()["port"], timeout=timeout)

    def api(self, method, path, body=None, headers=None, timeout=120, token=None):
        """(status, headers with lower-case names, bytes)"""
        connection = self.connect(timeout)
        try:
            all_headers = {"Authorization": f"Bearer {token or self.daemon()['token']}"}
            all_headers.update(headers or {})
            connection.request(method, "/api/v1" + path, body, all_headers)
            response = connection.getresponse()
            return response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
        finally:
            connection.close()

    # What is left over

    def processes(self):
        """(pid, command) of every process that belongs to this data folder."""
        found = []
        marks = (os.fsencode(self.path), os.fsencode(self.runtime))
        for folder in pathlib.Path("/proc").iterdir():
            if not folder.name.isdigit() or int(folder.name) == os.getpid():
                continue
            try:
                command = (folder / "cmdline").read_bytes()
                environment = (folder / "environ").read_bytes()
            except OSError:
                continue
            if command and any(mark in command or mark in environment for mark in marks):
                found.append((int(folder.name), command.replace(b"\0", b" ").decode(errors="replace").strip()))
        return found

    def qemus(self):
        """The emulators of microVMs; those libvirt starts for a moment to ask what they can do are none."""
        return [(pid, command) for pid, command in self.processes()
                if "qemu-system" in command.split(" ")[0] and "guest=agentarium-" in command]

    def sockets(self):
        """Sockets and FIFOs below the data and the runtime folder."""
        found = []
        for top in (self.path, self.runtime):
            for folder, _, files in os.walk(top):
                for name in files:
                    path = pathlib.Path(folder, name)
                    if path.is_socket() or path.is_fifo():
                        found.append(str(path))
        return found

    def log(self):
        try:
            return "--- daemon.log\n" + (self.path / "daemon.log").read_text(errors="replace")[-3000:]
        except OSError:
            return "(no daemon.log)"

    def close(self):
        """Ends the daemon, says what it left behind, and removes the folders when that was nothing."""
        stop = self.ctl("daemon", "stop", "--force", check=None, timeout=90)
        left = []
        if stop.code != 0:
            left.append(f"`daemon stop --force`: {stop}\n{self.log()}")
        end = time.monotonic() + 10 * PATIENCE
        while self.processes() and time.monotonic() < end:
            time.sleep(0.1)
        for pid, command in self.processes():
            left.append(f"process {pid}: {command}")
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        left += [f"socket {path}" for path in self.sockets()]
        shutil.rmtree(self.runtime, ignore_errors=True)
        if self.own and not left and not os.environ.get("AGENTARIUM_KEEP"):
            shutil.rmtree(self.path, ignore_errors=True)
        if left:
            raise AssertionError(f"left over in {self.path}:\n" + "\n".join(left))


class Journey(unittest.TestCase):
    """A story: its test methods share one home and run in the order of their names."""

    home: Home
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        cls.home = Home()
        cls.addClassCleanup(cls.home.close)
        cls.prepare()

    @classmethod
    def prepare(cls):
        """Deploys what the story needs."""

    def assertKeys(self, document, keys):
        missing = [key for key in keys.split() if key not in document]
        self.assertEqual(missing, [], f"in {json.dumps(document, indent=1)[:3000]}")

    def assertDense(self, events):
        self.assertEqual([event["seq"] for event in events], list(range(1, len(events) + 1)))
        times = [event["tNs"] for event in events]
        self.assertEqual(times, sorted(times), "events are not in the order of time")

    def assertError(self, result, kind, code):
        """A refused verb: its exit code, and an error that names its type and says something."""
        self.assertEqual(result.code, code, str(result))
        error = result.json["error"]
        self.assertEqual(error["type"], kind, error)
        self.assertTrue(error["message"].strip())
        return error


def peak_memory(pid):
    """Bytes: VmHWM, the highest resident size of a process so far."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024
    raise AssertionError(f"no VmHWM of process {pid}")


def png(width, height, bulk):
    """A PNG whose pixel part is `bulk` bytes that no packer makes smaller; only its header makes sense."""
    import struct
    import zlib

    def part(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (
        b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + part(b"IDAT", os.urandom(bulk)) + part(b"IEND", b"")
    )


def workbook(path, rows):
    """An .xlsx with one sheet Q4: column B holds 1…rows, column C 0.5."""
    import zipfile

    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    link = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(
            "xl/workbook.xml",
            f'<workbook {main} {link}><sheets><sheet name="Q4" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Type="t" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        cells = "".join(
            f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c><c r="B{row}"><v>{row}</v></c><c r="C{row}"><v>0.5</v></c></row>'
            for row in range(1, rows + 1)
        )
        book.writestr("xl/worksheets/sheet1.xml", f"<worksheet {main}><sheetData>{cells}</sheetData></worksheet>")


def main():
    unittest.main(verbosity=2, argv=[sys.argv[0], *sys.argv[1:]])
