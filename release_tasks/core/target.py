"""The release in flight: which version this run is about, and why it is that one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from release_tasks.core.action import FactTypes
from release_tasks.core.findings import Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The version being released: ``version`` in canonical PEP 440 form, ``why`` names where it came from.

    ``asked`` is the word or version that was given on the command line, None when it was inferred.
    """

    version: str
    why: str
    asked: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltTag:
    """The tag that this run is about, stated by ``--tag`` or by the CI job (``why``); None when there is none."""

    name: str | None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedTarget:
    """The version that ``plan`` or ``bump`` noted as in flight, where no file can state it; None if none is."""

    version: str | None = None


def tag_name(form: str, version: str) -> str:
    """The tag that a version gets: ``recorder-v{version}`` and 1.4.0 give ``recorder-v1.4.0``."""
    return form.replace("{version}", version)


def version_in_tag(form: str, tag: str) -> str | None:
    """The version text inside a tag of this form, as spelled there; None for a tag of another form."""
    before, _, after = form.partition("{version}")
    match = re.fullmatch(f"{re.escape(before)}([0-9].*){re.escape(after)}", tag)
    return match[1] if match else None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTarget:
    """Notes which version is in flight, where the tag is the version and so no file can say it."""

    reach: ClassVar[Reach] = Reach.LOCAL
    stales: ClassVar[FactTypes] = (NotedTarget,)
    version: str

    def describe(self) -> tuple[str, ...]:
        """The version."""
        return (f"note {self.version} as the release in flight",)
