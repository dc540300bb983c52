# SPDX-License-Identifier: Apache-2.0
"""A wheel folder for deploys without a package index: FastAPI and pydantic for arm64, from Debian's packages."""

import base64
import csv
import hashlib
import io
import os
import pathlib
import re
import shutil
import subprocess
import zipfile

from journey import WORK

PACKAGES = (
    "python3-fastapi python3-starlette python3-anyio python3-sniffio python3-idna python3-typing-extensions "
    "python3-pydantic python3-pydantic-core python3-annotated-types"
).split()
NAMES = ("fastapi starlette anyio sniffio idna typing_extensions pydantic pydantic_core annotated_types").split()
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


def host_mirror():
    """A Debian mirror of the host's own apt configuration."""
    listed = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"],
        check=True, capture_output=True, text=True,
    ).stdout.split()
    mirrors = [uri for uri in listed if re.search("/debian/?$", uri)]
    if not mirrors:
        raise AssertionError(f"no Debian mirror among {listed}")
    return mirrors[0]


def fetch(root):
    """Downloads the arm64 packages through an apt root of its own and unpacks them to root/unpacked."""
    for folder in ("state/lists/partial", "cache/archives/partial", "debs", "unpacked"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "status").touch()
    (root / "sources.list").write_text(f"deb [signed-by={KEYRING}] {host_mirror()} trixie main\n")
    config = root / "apt.conf"
    config.write_text(
        f'Dir::State "{root}/state";\nDir::State::status "{root}/status";\nDir::Cache "{root}/cache";\n'
        f'Dir::Etc::sourcelist "{root}/sources.list";\nDir::Etc::sourceparts "-";\nDir::Etc::preferences "-";\n'
        'Dir::Etc::preferencesparts "-";\nAPT::Architecture "arm64";\nAPT::Architectures {"arm64";};\n'
        'Acquire::Languages "none";\nAPT::Sandbox::User "";\n'
    )
    env = dict(os.environ, APT_CONFIG=str(config), LC_ALL="C.UTF-8")
    subprocess.run(["apt-get", "update", "-q"], check=True, env=env, capture_output=True)
    subprocess.run(["apt-get", "download", "-q", *PACKAGES], check=True, env=env, capture_output=True, cwd=root / "debs")
    for deb in (root / "debs").glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", deb, root / "unpacked"], check=True)
    return root / "unpacked/usr/lib/python3/dist-packages"


def make_wheel(packages, name, target):
    """One wheel of a package installed under `packages`; Debian keeps its dist-info but for the RECORD."""
    info = next(path for path in packages.glob("*.dist-info") if path.name.split("-")[0].lower() == name)
    version = info.name[: -len(".dist-info")].split("-")[1]
    code = packages / name if (packages / name).is_dir() else packages / f"{name}.py"
    native = code.is_dir() and any(code.rglob("*.so"))
    tag = "cp313-cp313-manylinux2014_aarch64" if native else "py3-none-any"
    files = [code] if code.is_file() else sorted(path for path in code.rglob("*") if path.is_file())
    rows = []
    wheel = target / f"{name}-{version}-{tag}.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:

        def add(place, data):
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            archive.writestr(zipfile.ZipInfo(place), data)
            rows.append((place, f"sha256={digest}", len(data)))

        for path in files:
            add(str(path.relative_to(packages)), path.read_bytes())
        folder = f"{name}-{version}.dist-info"
        add(f"{folder}/METADATA", (info / "METADATA").read_bytes())
        add(f"{folder}/WHEEL",
            f"Wheel-Version: 1.0\nGenerator: journeys\nRoot-Is-Purelib: {str(not native).lower()}\nTag: {tag}\n".encode())
        record = io.StringIO()
        csv.writer(record, lineterminator="\n").writerows([*rows, (f"{folder}/RECORD", "", "")])
        archive.writestr(zipfile.ZipInfo(f"{folder}/RECORD"), record.getvalue())
    return wheel


def wheel_folder():
    """The folder, made once."""
    done = WORK / "wheels"
    if not done.is_dir():
        shutil.rmtree(WORK / "wheels-new", ignore_errors=True)
        (WORK / "wheels-new").mkdir(parents=True)
        packages = fetch(WORK / "wheels-apt")
        for name in NAMES:
            make_wheel(packages, name, WORK / "wheels-new")
        (WORK / "wheels-new").rename(done)
    return done


if __name__ == "__main__":
    for path in sorted(pathlib.Path(wheel_folder()).iterdir()):
        print(path.name, path.stat().st_size)
