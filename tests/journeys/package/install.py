#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Installs the .deb in a fresh Debian 12 (debootstrap, from the host's own mirror) and starts the programs there.

usage: install.py FILE.deb [--keep]        needs root, debootstrap and the mirror; about three minutes
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

PIN = """Package: %s
Pin: release n=bookworm-backports
Pin-Priority: 500
"""
BACKPORTED = ["libvirt-daemon-driver-qemu", "libvirt-daemon-log", "libvirt-common", "libvirt0", "qemu-system-arm",
              "qemu-system-common", "qemu-system-data", "qemu-system-x86", "seabios"]
NOTHING_ASKED = {"DEBIAN_FRONTEND": "noninteractive", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root",
                 "LANG": "C.UTF-8"}


def targets():
    """[(release, uri)] of the host's apt for the component main."""
    text = subprocess.run(["apt-get", "indextargets", "--format", "$(RELEASE)|$(COMPONENT)|$(REPO_URI)",
                           "Created-By: Packages"], check=True, capture_output=True, text=True).stdout
    lines = (line.split("|") for line in text.splitlines())
    return list(dict.fromkeys((release, uri) for release, component, uri in lines if component == "main"))


def mirror_of(release):
    for found, uri in targets():
        if found == release:
            return uri
    sys.exit(f"install.py: the host's apt has no source with the suite {release} and the component main")


class Root:
    def __init__(self, folder):
        self.folder = folder

    def make(self):
        began = time.monotonic()
        self.folder.chmod(0o755)
        subprocess.run(["debootstrap", "--variant=minbase", "--include=ca-certificates", "bookworm", self.folder,
                        mirror_of("bookworm")], check=True, stdout=subprocess.DEVNULL)
        sources = self.folder / "etc/apt/sources.list"
        wanted = ("bookworm", "bookworm-updates", "bookworm-security", "bookworm-backports")
        lines = [f"deb {uri} {release} main" for release, uri in targets() if release in wanted]
        if not any(" bookworm-backports " in line for line in lines):
            lines.append(f"deb {mirror_of('bookworm')} bookworm-backports main")
        sources.write_text("\n".join(lines) + "\n")
        proxies = subprocess.run(["apt-config", "dump", "Acquire"], capture_output=True, text=True).stdout
        (self.folder / "etc/apt/apt.conf.d/50host").write_text(
            "".join(f"{line}\n" for line in proxies.splitlines() if re.match(r"Acquire::https?::", line)))
        (self.folder / "etc/apt/preferences.d/agentarium").write_text(PIN % " ".join(BACKPORTED))
        shutil.copy("/etc/resolv.conf", self.folder / "etc/resolv.conf")
        # Of /dev debootstrap has made what programs need.
        subprocess.run(["mount", "-t", "proc", "proc", self.folder / "proc"], check=True)
        print(f"made a Debian 12 in {time.monotonic() - began:.0f} s", flush=True)

    def run(self, *words, **more):
        command = ["chroot", self.folder, *words]
        return subprocess.run(command, env=NOTHING_ASKED, text=True, **more)

    def remove(self):
        subprocess.run(["umount", "-l", self.folder / "proc"], check=False, stderr=subprocess.DEVNULL)
        subprocess.run(["rm", "-rf", "--one-file-system", self.folder], check=False)


def check(root, deb):
    shutil.copy(deb, root.folder / "tmp/agentarium.deb")
    began = time.monotonic()
    root.run("apt-get", "-q", "update", check=True, stdout=subprocess.DEVNULL)
    root.run("apt-get", "-q", "-y", "install", "--no-install-recommends", "/tmp/agentarium.deb", check=True, stdout=subprocess.DEVNULL)
    listed = root.run("dpkg-query", "-W", "-f", "${Package} ${Version}\n", check=True, capture_output=True).stdout
    others = {line.split()[0] for line in listed.splitlines() if "~bpo12" in line} - set(BACKPORTED)
    assert not others, f"more than meant came from backports: {others}"
    print(f"installed in {time.monotonic() - began:.0f} s", flush=True)

    for program in ("agentariumctl", "agentariumd", "agentarium"):
        missing = [line for line in root.run("ldd", f"/usr/bin/{program}", check=True, capture_output=True)
                   .stdout.splitlines() if "not found" in line]
        assert not missing, f"{program}: {missing}"
    init = (root.folder / "usr/lib/agentarium/agentarium-init").read_bytes()
    assert init[:4] == b"\x7fELF" and init[18:20] == b"\xb7\x00", "agentarium-init is not for arm64"

    doctor = root.run("agentariumctl", "doctor", "--json", capture_output=True, timeout=120)
    report = json.loads(doctor.stdout)
    states = {entry["id"]: entry["state"] for entry in report["checks"]}
    assert report["ok"], doctor.stdout
    assert states["emulator"] == states["libvirt"] == states["packing"] == "ok", states
    templates = root.run("agentariumctl", "create", "--list", "--json", check=True, capture_output=True, timeout=60)
    assert "hello" in templates.stdout, templates.stdout
    help_ = root.run("env", "QT_QPA_PLATFORM=offscreen", "agentarium", "--version", capture_output=True, timeout=60)
    assert help_.returncode == 0, help_.stderr
    root.run("agentariumctl", "daemon", "stop", check=True, stdout=subprocess.DEVNULL, timeout=60)
    print("the programs start: " + ", ".join(f"{key} {value}" for key, value in sorted(states.items())))


def main():
    if len(sys.argv) < 2 or os.geteuid() != 0:
        sys.exit(__doc__)
    root = Root(pathlib.Path(tempfile.mkdtemp(prefix="agentarium-root-", dir="/var/tmp")))
    try:
        root.make()
        check(root, sys.argv[1])
    finally:
        if "--keep" not in sys.argv:
            root.remove()


if __name__ == "__main__":
    main()
