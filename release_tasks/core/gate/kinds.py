"""The kinds of check that the gate makes."""

from __future__ import annotations

from typing import Literal, get_args

GateKind = Literal["files", "coverage", "digests", "metadata", "provenance", "install"]

GATE_KINDS: tuple[str, ...] = get_args(GateKind)
