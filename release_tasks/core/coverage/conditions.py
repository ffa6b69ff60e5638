"""Whether a step runs in one job of a matrix, where its condition asks for nothing but the matrix and the runner."""

from __future__ import annotations

import re

from release_tasks.core.coverage.matrix import NotUnderstoodError, Values, filled
from release_tasks.core.coverage.targets import Runner

_OPERAND = r"(?P<of>matrix(?:\.[\w-]+)+|runner\.os)"
_COMPARED = re.compile(rf"{_OPERAND}\s*(?P<how>==|!=)\s*'(?P<text>[^']*)'")
_CALLED = re.compile(
    rf"(?P<not>!?)\s*(?P<how>startsWith|endsWith|contains)\(\s*{_OPERAND}\s*,\s*'(?P<text>[^']*)'\s*\)"
)
_OURS = re.compile(r"\bmatrix\b|\brunner\b")
_RUNNER_OS = {"linux": "linux", "musllinux": "linux", "macos": "macos", "windows": "windows"}


def holds(condition: str, matrix: Values, runner: Runner) -> bool:
    """Whether a step's ``if`` holds; what it asks of events, and of earlier steps, is taken as given for a release.

    :raises NotUnderstoodError: it asks the matrix or the runner in a way that is not understood here.
    """
    text = condition.strip().removeprefix("${{").removesuffix("}}").strip()
    if not _OURS.search(text):
        return True
    return all(_one(each.strip(), matrix, runner) for each in text.split("&&"))


def _one(atom: str, matrix: Values, runner: Runner) -> bool:
    if not _OURS.search(atom):
        return True
    if match := _COMPARED.fullmatch(atom):
        equal = _value(match["of"], matrix, runner) == match["text"].lower()
        return equal if match["how"] == "==" else not equal
    if match := _CALLED.fullmatch(atom):
        value, text = _value(match["of"], matrix, runner), match["text"].lower()
        found = {
            "startsWith": value.startswith(text),
            "endsWith": value.endswith(text),
            "contains": text in value,
        }[match["how"]]
        return found != bool(match["not"])
    raise NotUnderstoodError(f"if: {atom}")


def _value(name: str, matrix: Values, runner: Runner) -> str:
    """A value as GitHub compares it: whatever its case."""
    if name == "runner.os":
        return _RUNNER_OS[runner.system]
    return str(filled(f"${{{{ {name} }}}}", matrix)).lower()
