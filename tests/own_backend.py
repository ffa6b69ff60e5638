"""A host whose build needs nothing from any index: it brings its own build backend, written with the standard library."""

from __future__ import annotations

from hosting import Host

BACKEND = '''\
"""The build backend of this project (PEP 517); it makes the same bytes each time."""

import base64
import gzip
import hashlib
import io
import pathlib
import re
import tarfile
import zipfile

STATED = pathlib.Path("pyproject.toml").read_text()
NAME, VERSION = (re.search(f'^{key} = "(.+)"$', STATED, re.M)[1] for key in ("name", "version"))
STEM = f"{NAME.replace('-', '_')}-{VERSION}"
METADATA = f"Metadata-Version: 2.1\\nName: {NAME}\\nVersion: {VERSION}\\nDescription-Content-Type: text/markdown\\n\\nIt works.\\n"


def modules():
    return sorted(pathlib.Path("src").rglob("*.py"))


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    info = f"{STEM}.dist-info"
    members = {str(each.relative_to("src")): each.read_bytes() for each in modules()}
    members[f"{info}/METADATA"] = METADATA.encode()
    members[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\\nGenerator: own\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
    rows = [f"{name},sha256={digest(content)},{len(content)}" for name, content in members.items()]
    members[f"{info}/RECORD"] = "\\n".join([*rows, f"{info}/RECORD,,", ""]).encode()
    name = f"{STEM}-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(wheel_directory, name), "w") as wheel:
        for member, content in members.items():
            wheel.writestr(zipfile.ZipInfo(member), content)
    return name


def build_sdist(sdist_directory, config_settings=None):
    name = f"{STEM}.tar.gz"
    files = [pathlib.Path("pyproject.toml"), pathlib.Path("README.md"), pathlib.Path("own_backend.py"), *modules()]
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as sdist:
        for path, content in [("PKG-INFO", METADATA.encode()), *((each, each.read_bytes()) for each in files)]:
            member = tarfile.TarInfo(f"{STEM}/{path}")
            member.size = len(content)
            sdist.addfile(member, io.BytesIO(content))
    pathlib.Path(sdist_directory, name).write_bytes(gzip.compress(plain.getvalue(), mtime=0))
    return name


def digest(content):
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
'''

BUILD_SYSTEM = '[build-system]\nrequires = []\nbuild-backend = "own_backend"\nbackend-path = ["."]\n'


def bring_own_backend(host: Host, *, settings: str = "") -> None:
    """Let ``plain_hatchling`` build itself, commit that and push it; ``settings`` go to its pyproject.toml."""
    stated = host.read("pyproject.toml")
    backend = '[build-system]\nrequires = ["hatchling>=1.27"]\nbuild-backend = "hatchling.build"\n'
    assert backend in stated
    host.write("pyproject.toml", stated.replace(backend, BUILD_SYSTEM) + settings)
    host.write("own_backend.py", BACKEND)
    host.commit("build: bring our own backend")
    host.git("push", "--quiet")
