"""What ``twine check --strict`` prints, read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from release_tasks.core.artifacts import StrictCheck
from release_tasks.core.findings import Finding

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_LEVEL = re.compile(r"^(?:WARNING|ERROR)\s+")
_BLOCK = re.compile(r"^Checking ", re.MULTILINE)


def parse_strict(output: str, code: int) -> StrictCheck:
    """Turn twine's output and exit status into a verdict: one finding a file that did not pass."""
    if code == 0:
        return StrictCheck(problems=())
    _, *blocks = _BLOCK.split(_COLOUR.sub("", output))
    problems = tuple(_failures(blocks))
    # A twine that broke before or between files has named none.
    return StrictCheck(problems=problems or (_problem("twine check --strict", _last(output, code)),))


def _failures(blocks: list[str]) -> Iterator[Finding]:
    for block in blocks:
        head, *lines = block.splitlines()
        path, _, verdict = head.rpartition(": ")
        said = [_LEVEL.sub("", line).strip() for line in lines if line.strip()]
        if verdict.startswith("Traceback"):
            said = said[-1:]
        if not verdict.startswith("PASSED"):
            yield _problem(re.split(r"[/\\]", path)[-1], "; ".join(said) or verdict)


def _last(output: str, code: int) -> str:
    lines = [line.strip() for line in _COLOUR.sub("", output).splitlines() if line.strip()]
    return lines[-1] if lines else f"exit status {code}"


def _problem(subject: str, found: str) -> Finding:
    return Finding(
        kind="fails the strict metadata check",
        subject=subject,
        expected="twine check --strict passes",
        found=found,
        remedy="mend readme and metadata in pyproject.toml, and build again",
    )
