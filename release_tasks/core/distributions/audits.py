"""What abi3audit and auditwheel say of a wheel, read from their JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from release_tasks.core.coverage.platforms import needed, newer
from release_tasks.core.distributions.filename import FileName
from release_tasks.core.distributions.members import several
from release_tasks.core.findings import Finding

_OF_LINUX = re.compile(r"(?:many|musl)linux")


class NoReportError(ValueError):
    """A tool printed something else than its report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BinaryAudit:
    """What the tools for compiled wheels found: ``problems``, what was ``checked``, and what was not, and why."""

    problems: tuple[Finding, ...] = ()
    checked: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()


def needs_abi3audit(file: FileName) -> bool:
    """Whether a wheel promises the stable ABI."""
    return any(tag.abi == "abi3" for tag in file.tags)


def needs_auditwheel(file: FileName) -> bool:
    """Whether a wheel promises to run on other Linux systems than the one that it was built on."""
    return any(_OF_LINUX.match(tag.platform) for tag in file.tags)


def abi3_problems(wheel: str, output: str) -> tuple[Finding, ...]:
    """Read the report of ``abi3audit --strict --report``.

    :raises NoReportError: it is none.
    """
    specs = _object(output).get("specs")
    if not isinstance(specs, Mapping) or not specs:
        raise NoReportError("it says nothing of the wheel")
    return tuple(
        finding
        for spec in specs.values()
        for each in (spec.get("wheel") if isinstance(spec, Mapping) else None) or ()
        for finding in _of_extension(wheel, each)
    )


def auditwheel_problems(file: FileName, output: str) -> tuple[Finding, ...]:
    """Compare what ``auditwheel show --json`` measured with what the wheel's name promises.

    :raises NoReportError: it is none.
    """
    measured = _object(output).get("overall_tag")
    if not isinstance(measured, str):
        raise NoReportError("it states no overall_tag")
    promised = sorted(tag.platform for tag in file.tags if _OF_LINUX.match(tag.platform))
    if all(_runs(measured, each) for each in promised):
        return ()
    return (
        Finding(
            kind="needs a newer system than its name promises",
            subject=file.text,
            expected=", ".join(promised),
            found=measured,
            remedy="build in an older manylinux image, or name it rightly: auditwheel repair",
        ),
    )


def _runs(measured: str, promised: str) -> bool:
    """Whether a wheel that needs ``measured`` runs wherever ``promised`` does."""
    needs, has = needed(measured), needed(promised)
    return needs.partition(" ")[0] == has.partition(" ")[0] != "" and not newer(needs, has)


def _of_extension(wheel: str, each: Mapping[str, Any]) -> Iterator[Finding]:
    result = each.get("result")
    if not isinstance(result, Mapping):
        return
    name = str(each.get("name", ""))
    if foreign := result.get("non_abi3_symbols"):
        yield Finding(
            kind="uses what is not in the stable ABI, and is tagged abi3",
            subject=f"{wheel}: {name}",
            expected="symbols of the limited API",
            found=several(map(str, foreign)),
            remedy="build with Py_LIMITED_API (PyO3: the feature abi3), or tag the wheel for one Python",
        )
    if later := result.get("future_abi3_objects"):
        yield Finding(
            kind="uses what came into the stable ABI after the Python that it is tagged for",
            subject=f"{wheel}: {name}",
            expected=f"the limited API of {result.get('baseline')}",
            found=several(f"{symbol} ({since})" for symbol, since in dict(later).items()),
            remedy=f"tag it for {result.get('computed')}, or set Py_LIMITED_API (PyO3: abi3-py3X) to {result.get('baseline')}",
        )


def _object(output: str) -> Mapping[str, Any]:
    start = output.find("{")
    try:
        read = json.loads(output[start:]) if start >= 0 else None
    except json.JSONDecodeError as error:
        raise NoReportError(f"it printed broken JSON: {error}") from None
    if not isinstance(read, Mapping):
        raise NoReportError("it printed no JSON object")
    return read
