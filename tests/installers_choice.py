"""What uv and pip themselves choose among a release's file names: nothing is downloaded but the names' stub metadata.

An index of our own lists the names; which file an installer takes is seen by the metadata that it
fetches (uv), or in its report (pip).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from standin_index import StandInIndex

LISTS = Path(__file__).parent / "file_lists"
UV_PLATFORMS = {
    "manylinux_2_28_x86_64": "x86_64-manylinux_2_28",
    "manylinux_2_17_x86_64": "x86_64-manylinux_2_17",
    "manylinux_2_40_aarch64": "aarch64-manylinux_2_40",
    "musllinux_1_2_x86_64": "x86_64-unknown-linux-musl",
    "musllinux_1_2_aarch64": "aarch64-unknown-linux-musl",
    "macosx_13_0_x86_64": "x86_64-apple-darwin",
    "macosx_13_0_arm64": "aarch64-apple-darwin",
    "windows-amd64": "x86_64-pc-windows-msvc",
    "windows-arm64": "aarch64-pc-windows-msvc",
    "windows-x86": "i686-pc-windows-msvc",
}
"""Each of uv's systems by the name that it has here."""
_PATCH = 30
"""High enough for every Requires-Python that leaves out the first patches of a Python."""


@dataclass(frozen=True, kw_only=True)
class Release:
    """A real release: its file names, each with its Requires-Python."""

    project: str
    version: str
    files: Mapping[str, str]


def releases() -> list[Release]:
    """The releases whose lists are here."""
    return [Release(**json.loads(path.read_text("utf-8"))) for path in sorted(LISTS.glob("*.json"))]


def listing(index: StandInIndex, release: Release) -> None:
    """Let an index list a release's wheels."""
    for name, requires in release.files.items():
        if name.endswith(".whl"):
            index.lists(name, requires_python=requires or None)


def chosen_by_uv(index: StandInIndex, release: Release, platform: str, python: str) -> str:
    """The wheel that uv takes; empty for none."""
    index.hits.clear()
    words = (
        "pip",
        "compile",
        "-",
        "--quiet",
        "--no-config",
        "--no-header",
        "--no-annotate",
        "--no-cache",
    )
    where = ("--python-platform", UV_PLATFORMS[platform], "--python-version", f"{python}.{_PATCH}")
    tools = ("-p", sys.executable, "--no-python-downloads", "--only-binary", ":all:")
    argv = ("uv", *words, *tools, *where, "--default-index", index.simple())
    wanted = f"{release.project}=={release.version}"
    done = subprocess.run(argv, input=wanted, capture_output=True, text=True, env=_plain(), check=False)
    taken = [each.rpartition("/")[2].removesuffix(".metadata") for each in index.asked("metadata")]
    assert bool(taken) == (done.returncode == 0), done.stderr
    assert len(taken) <= 1, taken
    return taken[0] if taken else ""


def chosen_by_pip(
    index: StandInIndex, release: Release, tags: Sequence[str], python: str, folder: Path
) -> str:
    """The wheel that pip takes on a machine with these platform tags; empty for none."""
    abis = (f"cp{python.replace('.', '')}", *(() if python.endswith("t") else ("abi3",)), "none")
    argv = [
        sys.executable,
        "-m",
        "pip",
        "--isolated",
        "install",
        "--quiet",
        "--dry-run",
        "--ignore-installed",
    ]
    argv += [
        "--no-deps",
        "--only-binary",
        ":all:",
        "--target",
        str(folder),
        "--report",
        "-",
        "--no-cache-dir",
    ]
    argv += ["--implementation", "cp", "--python-version", f"{python.rstrip('t')}.{_PATCH}"]
    argv += [word for abi in abis for word in ("--abi", abi)]
    argv += [word for tag in tags for word in ("--platform", tag)]
    argv += ["--index-url", index.simple(), f"{release.project}=={release.version}"]
    done = subprocess.run(argv, capture_output=True, text=True, env=_plain(), check=False)
    if done.returncode:
        assert "No matching distribution" in done.stderr, done.stderr
        return ""
    (taken,) = json.loads(done.stdout)["install"]
    return str(taken["download_info"]["url"]).rpartition("/")[2]


def _plain() -> dict[str, str]:
    """An environment that names no other index."""
    return {name: text for name, text in os.environ.items() if not name.startswith(("UV_", "PIP_"))}
