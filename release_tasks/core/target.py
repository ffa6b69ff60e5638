"""The release in flight: which version this run is about, and why it is that one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The version being released: ``version`` in canonical PEP 440 form, ``why`` names where it came from.

    ``asked`` is the word or version that was given on the command line, None when it was inferred.
    """

    version: str
    why: str
    asked: str | None = None
