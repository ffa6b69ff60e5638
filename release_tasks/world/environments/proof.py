"""What an import in a clean environment proved: where the module lies, and which file it was installed from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from packaging.tags import parse_tag
from packaging.version import Version

from release_tasks.core.environments import Interpreter
from release_tasks.core.errors import ActionError
from release_tasks.core.wheels import wheel_tags

OLDEST = Version("3.8")
"""The first Python that can be asked what is installed (importlib.metadata)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Where an import came from: the file, relative to the environment's site-packages, and its distribution.

    ``module`` is what was imported, empty for a distribution without modules; then nothing has an origin.
    ``source`` is the name of the file that was installed, empty if it came from an index (PEP 610), ``wheel``
    what the installed WHEEL file says.
    """

    module: str
    origin: Path
    relative: str
    version: str
    source: str
    wheel: str = ""

    @property
    def told(self) -> str:
        """Where the import came from, for a person."""
        return f"site-packages/{self.relative}" if self.module else "installed, without a module to import"

    def file_among(self, names: Iterable[str]) -> str:
        """The wheel among ``names`` that was installed, by the tags that it states of itself; empty if none is."""
        lines = [line.partition(": ") for line in self.wheel.splitlines()]
        tags = frozenset(tag for key, _, value in lines if key == "Tag" for tag in parse_tag(value.strip()))
        return next((each for each in names if tags and wheel_tags(each) == tags), "")


def is_provable(python: Interpreter) -> bool:
    """Whether a Python can run the probe."""
    return Version(python.full) >= OLDEST


def read_proof(answer: Path) -> Proof:
    """Read what the probe wrote.

    :raises ActionError: the import came from outside the environment.
    """
    told: Mapping[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    url = json.loads(told["direct_url"] or "{}").get("url", "")
    origin, relative = Path(told["origin"]).resolve(), ""
    if told["module"]:
        relative = _inside(told["module"], origin, told["site"])
    return Proof(
        module=told["module"],
        origin=origin,
        relative=relative,
        version=told["version"],
        source=unquote(url.rpartition("/")[2]),
        wheel=told["wheel"] or "",
    )


def _inside(module: str, origin: Path, sites: Iterable[str]) -> str:
    places = [Path(each).resolve() for each in sites]
    for site in places:
        if origin.is_relative_to(site):
            return origin.relative_to(site).as_posix()
    raise ActionError(
        f"`import {module}` came from outside the clean environment",
        where=str(origin),
        expected=f"a file in {places[0]}",
    )
