"""Installs from an index: what the record of one shows, and what it leaves unproven."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from release_tasks.core.distributions.members import several
from release_tasks.core.findings import Evidence, Finding, Table
from release_tasks.core.gate.verdicts import Failed, NotOffered, Passed, Verdict
from release_tasks.core.index import IndexEndpoint, IndexFile
from release_tasks.core.ledger import Entry

_SYSTEMS = ("Linux", "macOS", "Windows")


def uninstallable(files: Sequence[IndexFile], missing: Sequence[Finding]) -> Verdict | None:
    """Why nothing can be installed by hash here: ``missing`` Pythons, or an index that states no digest."""
    if missing:
        return Failed(kind="install", findings=tuple(missing))
    unhashed = [each.name for each in files if not each.sha256]
    if not unhashed:
        return None
    nothing = Finding(
        kind="the index offers no sha256, so nothing can be installed by hash",
        subject=", ".join(unhashed),
        expected="a sha256 for each file",
        found="none",
        remedy="publish to an index that states digests (#sha256= in PEP 503), or skip this item with a reason",
    )
    return NotOffered(kind="install", finding=nothing)


def install_verdict(entry: Entry, endpoint: IndexEndpoint, systems: Table | None = None) -> Passed:
    """Tell what an install on record showed: each Python, the file that it got, and what was not verified.

    ``systems`` shows how the same came out on other systems, where that is known.
    """
    results = entry.data["results"]
    pythons = ", ".join(dict.fromkeys(each["python"] for each in results))
    where = Evidence(
        what=f"by hash from {endpoint.listing} on Python {pythons}", seen_on=entry.bound_to[-12:]
    )
    return Passed(kind="install", evidence=(where, *_each(results), *_not_shown(entry.data, systems)))


def _each(results: Sequence[Mapping[str, Any]]) -> Iterator[Evidence]:
    for each in results:
        seconds = f" in {each['seconds']:.1f} s" if each.get("seconds") else ""
        yield Evidence(
            what=f"Python {each['python']}: {each['file']}, {each['origin']}{seconds}",
            seen_on=f"sha256:{each['sha256'][:12]}" if each.get("sha256") else "",
        )


def _not_shown(data: Mapping[str, Any], systems: Table | None) -> Iterator[Evidence]:
    for python, reason in data.get("not_applicable", {}).items():
        yield Evidence(what=f"Python {python}: not applicable, {reason}")
    here = data.get("system", "")
    if systems:
        yield systems
    elif here:
        others = ", ".join(each for each in _SYSTEMS if not here.startswith(each))
        yield Evidence(what=f"installed on {here}; not verified on {others}")
    installed = {each["file"] for each in data["results"]}
    if unused := [each for each in data.get("files", {}) if each not in installed]:
        yield Evidence(
            what=f"not installed here: {several(unused)} (for other Pythons or platforms, or an sdist beside its wheel)"
        )
