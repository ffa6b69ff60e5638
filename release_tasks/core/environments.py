"""Interpreters and installs: which Pythons are here, and what a clean install of a file showed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from release_tasks.core.findings import Finding

InstallerName = Literal["uv", "virtualenv", "venv"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpreter:
    """One Python that starts: ``version`` as asked for (``3.12``), ``full`` as it states itself."""

    version: str
    full: str
    executable: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpreters:
    """The interpreters that this release is smoked on, and the asked-for ones that are not here.

    ``looked_at`` are the places where a Python was looked for. ``any_does`` says that nobody asked for these very ones:
    what another Python showed counts as well.
    """

    found: tuple[Interpreter, ...]
    missing: tuple[str, ...] = ()
    looked_at: tuple[str, ...] = ()
    any_does: bool = False
    installer: InstallerName = "venv"


@dataclass(frozen=True, slots=True, kw_only=True)
class SmokeResult:
    """What one clean install showed: the file, the Python, where the import came from, what ran, how long it took."""

    file: str
    sha256: str
    python: str
    origin: str
    command: str
    passed: bool
    output: str = ""
    seconds: float = 0.0


def missing_interpreters(pythons: Interpreters) -> tuple[Finding, ...]:
    """Name each Python that was asked for and is not here."""
    return tuple(
        Finding(
            kind="is not on this machine",
            subject=f"Python {asked}" if asked[0].isdigit() else asked,
            expected="a Python that starts",
            found=f"none in {', '.join(pythons.looked_at)}",
            remedy=_to_have(asked),
        )
        for asked in pythons.missing
    )


def _to_have(asked: str) -> str:
    if asked.startswith("Python "):
        return "uv python install, with a version that this allows; --python takes one from any place"
    if asked.removeprefix("pypy")[0].isdigit():
        return f"uv python install {asked}, or leave it out of --python, and of `pythons` in the settings"
    return "correct --python, or `pythons` in [tool.release-tasks]"
