"""Same bytes from the test index to the real one: what was verified there, and nothing else, is what users get."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from release_tasks.core.artifacts import BuiltFile
from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.gate.verdicts import Failed, NotOffered, Passed, Verdict
from release_tasks.core.index import IndexEndpoint, IndexFile, IndexFiles
from release_tasks.core.ledger import Ledger

_NEVER_TRIED = (
    "find out who uploaded it; yank the release, and release another version through the test index"
)


def verified_on(ledger: Ledger, role: str) -> dict[str, set[str]]:
    """The digests, by file name, of all that was installed from the index in a role, as the ledger has it."""
    found: dict[str, set[str]] = {}
    for entry in ledger.entries:
        if entry.kind == "index-install" and entry.bound_to.startswith(f"{role}:"):
            for name, sha256 in entry.data.get("files", {}).items():
                found.setdefault(name, set()).add(sha256)
    return found


def unverified(files: Sequence[BuiltFile], ledger: Ledger, shown: str, remedy: str) -> tuple[Finding, ...]:
    """Each file whose digest is not among those that were verified on the test index, which is ``shown``."""
    verified = verified_on(ledger, "testpypi")
    return tuple(
        Finding(
            kind="these bytes were not verified on the test index",
            subject=each.name,
            expected=f"sha256 {each.sha256}, installed from {shown}",
            found=f"sha256 {', '.join(sorted(verified[each.name]))}"
            if each.name in verified
            else "none on record",
            remedy=remedy,
            after="publish.testpypi",
        )
        for each in files
        if each.sha256 not in verified.get(each.name, ())
    )


def same_bytes(real: IndexEndpoint, files: Sequence[IndexFile], test: IndexFiles) -> Verdict:
    """Compare the ``files`` of a version on the ``real`` index with those on the test index, one by one."""
    if not test.files:
        return not_compared(test.endpoint, "no such version" if test.project_known else "no such project")
    findings = tuple(_differences(real, files, test))
    if findings:
        return Failed(kind="digests", findings=findings)
    if silent := {each.name for each in (*files, *test.files) if not each.sha256}:
        return NotOffered(kind="digests", finding=_silent(sorted(silent), test))
    what = f"all {len(files)} files are, by sha256, those of the test index, {test.endpoint.listing}"
    return Passed(kind="digests", evidence=(Evidence(what=what),))


def not_compared(test: IndexEndpoint, found: str) -> NotOffered:
    """Say that the test index gave nothing to compare with."""
    finding = Finding(
        kind="not compared with the test index",
        subject=test.listing,
        expected="the files of this version, as they were verified there",
        found=found,
        remedy="look at its page, or run this again when it answers",
    )
    return NotOffered(kind="digests", finding=finding, word="not compared")


def _differences(real: IndexEndpoint, files: Sequence[IndexFile], test: IndexFiles) -> Iterator[Finding]:
    here, there = _by_name(files), _by_name(test.files)
    for name in sorted(here.keys() | there.keys()):
        promoted, tried = here.get(name), there.get(name)
        if tried is None:
            yield Finding(
                kind="was never on the test index",
                subject=name,
                expected=f"only files that {test.endpoint.listing} lists too",
                found="not listed there",
                remedy=_NEVER_TRIED,
            )
        elif promoted is None:
            yield Finding(
                kind="is on the test index alone",
                subject=name,
                expected=f"on {real.listing} too",
                found="not listed",
                remedy="publish it too, or yank the release: users miss a file that was verified",
            )
        elif promoted.sha256 and tried.sha256 and promoted.sha256 != tried.sha256:
            yield Finding(
                kind="not the bytes that the test index has",
                subject=name,
                expected=f"sha256 {tried.sha256}",
                found=f"sha256 {promoted.sha256}",
                remedy=_NEVER_TRIED,
            )


def _by_name(files: Sequence[IndexFile]) -> dict[str, IndexFile]:
    return {each.name: each for each in files}


def _silent(names: Sequence[str], test: IndexFiles) -> Finding:
    return Finding(
        kind="an index states no sha256, so the bytes were not compared with those of the test index",
        subject=", ".join(names),
        expected="a sha256 for each file, on both indexes",
        found="none",
        remedy=f"download them from both, and compare; {test.endpoint.listing} is the test index",
    )
