"""Provenance: that the index's attestations are about these bytes, and name the publisher that we expect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    parse_sdist_filename,
    parse_wheel_filename,
)

from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.gate.verdicts import Failed, NotOffered, Passed, Verdict
from release_tasks.core.index import IndexFile
from release_tasks.core.provenance import (
    Attestation,
    ExpectedPublisher,
    FileProvenance,
    ProvenanceLevel,
    Provenances,
    Publisher,
)

EXTRA = "python -m pip install 'py-release-tasks[attestations]'"

_DISTRUST = (
    "find out who uploaded it; yank the release, and release another version through the trusted publisher"
)
_SETTINGS = "correct `workflow` or `environment` in [tool.release-tasks] where these are out of date; else yank the release"


def provenance_verdict(
    level: ProvenanceLevel,
    files: Sequence[IndexFile],
    before: Sequence[IndexFile],
    provenances: Provenances,
    expected: ExpectedPublisher,
) -> Verdict:
    """Judge the provenance of a version's files, as the index offers it; ``before`` are those of the release before.

    Level ``exists`` trusts the index for the documents, ``verify`` wants their signatures to hold too.
    """
    if level == "off":
        return Passed(
            kind="provenance",
            evidence=(Evidence(what='provenance was not looked at: the settings say provenance = "off"'),),
        )
    offered = tuple(each for each in files if each.name in provenances.of)
    if not offered:
        return _none_offered(files, before)
    findings = tuple(_missing(files, provenances)) + tuple(
        finding for each in offered for finding in _wrong(each, provenances.of[each.name], expected.publisher)
    )
    if level == "verify" and provenances.unverified:
        findings += (_unverified(provenances.unverified),)
    told = tuple(_told(level, offered, provenances, expected))
    if findings:
        return Failed(kind="provenance", findings=findings, evidence=told)
    if open_question := _compared_with_nothing(offered, provenances, expected):
        return NotOffered(kind="provenance", finding=open_question, evidence=told)
    return Passed(kind="provenance", evidence=told)


def _none_offered(files: Sequence[IndexFile], before: Sequence[IndexFile]) -> Verdict:
    had = [each for each in before if each.provenance]
    if had:
        lost = Finding(
            kind="the release before had provenance, and this one has none",
            subject=", ".join(each.name for each in files),
            expected=f"attestations for each file, as {had[0].name} has them",
            found="none",
            remedy="see that the upload still goes through the trusted publisher, with attestations; "
            'or state provenance = "off" in [tool.release-tasks]',
        )
        return Failed(kind="provenance", findings=(lost,))
    nothing = Finding(
        kind="no provenance is offered for these files",
        subject=f"{len(files)} files",
        expected="attestations for each file (PEP 740)",
        found="none, and none for the release before",
        remedy="publish through a trusted publisher, with attestations",
    )
    return NotOffered(kind="provenance", finding=nothing)


def _missing(files: Sequence[IndexFile], provenances: Provenances) -> Iterator[Finding]:
    for each in files:
        if each.name not in provenances.of:
            yield Finding(
                kind="has no provenance, though other files of this release have",
                subject=each.name,
                expected="attestations for each file",
                found="none",
                remedy=_DISTRUST,
            )


def _wrong(file: IndexFile, found: FileProvenance, expected: Publisher | None) -> Iterator[Finding]:
    if found.fault:
        yield Finding(
            kind="its provenance cannot be read",
            subject=file.name,
            expected="a provenance object (PEP 740)",
            found=found.fault,
            remedy="ask those who run the index",
        )
    for bundle in found.bundles:
        for attestation in bundle.attestations:
            yield from _other_bytes(file, attestation)
        if expected:
            yield from _other_publisher(file, bundle.publisher, expected)
    if found.signature:
        yield Finding(
            kind="its attestation does not hold",
            subject=file.name,
            expected="a signature by the publisher that it names",
            found=found.signature,
            remedy=_DISTRUST,
        )


def _other_bytes(file: IndexFile, attestation: Attestation) -> Iterator[Finding]:
    if not _same_file(file.name, attestation.subject):
        yield Finding(
            kind="its provenance is about another file",
            subject=file.name,
            expected=file.name,
            found=attestation.subject or "no name",
            remedy=_DISTRUST,
        )
    if file.sha256 and attestation.sha256 != file.sha256:
        yield Finding(
            kind="its provenance is about other bytes",
            subject=file.name,
            expected=f"sha256 {file.sha256}",
            found=f"sha256 {attestation.sha256}" if attestation.sha256 else "no sha256",
            remedy=_DISTRUST,
        )


def _other_publisher(file: IndexFile, found: Publisher, expected: Publisher) -> Iterator[Finding]:
    """Differences in what both name; a publisher without a repository cannot be compared by one."""
    if not found.repository:
        return
    pairs = (
        ("kind", found.kind, expected.kind, _DISTRUST),
        ("repository", found.repository.lower(), expected.repository.lower(), _DISTRUST),
        ("workflow", found.workflow, expected.workflow, _SETTINGS),
        # An index may bind a publisher to no environment, whatever the workflow names.
        ("environment", found.environment, found.environment and expected.environment, _SETTINGS),
    )
    for what, its, ours, remedy in pairs:
        if ours and its != ours:
            yield Finding(
                kind=f"was published by another {'host' if what == 'kind' else what}",
                subject=file.name,
                expected=str(expected),
                found=str(found),
                remedy=remedy,
            )
            return


def _unverified(reason: str) -> Finding:
    return Finding(
        kind="no signature could be verified",
        subject='provenance = "verify"',
        expected="signatures that hold",
        found=reason,
        remedy=EXTRA,
    )


def _compared_with_nothing(
    offered: Sequence[IndexFile], provenances: Provenances, expected: ExpectedPublisher
) -> Finding | None:
    publishers = {bundle.publisher for each in offered for bundle in provenances.of[each.name].bundles}
    told = "; ".join(sorted(map(str, publishers)))
    if expected.publisher is None:
        return Finding(
            kind="the publisher was compared with nothing",
            subject=told,
            expected="a repository to hold it to",
            found=expected.because,
            remedy="run this in a clone of the repository that publishes",
        )
    if any(not each.repository for each in publishers):
        return Finding(
            kind="the publisher names no repository to compare with",
            subject=told,
            expected=str(expected.publisher),
            found=told,
            remedy="look whether that identity is yours",
        )
    if unhashed := [each.name for each in offered if not each.sha256]:
        return Finding(
            kind="the index states no sha256 that an attestation could be held to",
            subject=", ".join(unhashed),
            expected="a sha256 for each file",
            remedy="pass --deep, which looks at the bytes themselves",
        )
    return None


def _told(
    level: ProvenanceLevel,
    offered: Sequence[IndexFile],
    provenances: Provenances,
    expected: ExpectedPublisher,
) -> Iterator[Evidence]:
    publishers = {bundle.publisher for each in offered for bundle in provenances.of[each.name].bundles}
    how = (
        "signatures verified"
        if level == "verify" and not provenances.unverified
        else "signatures not looked at"
    )
    for each in sorted(publishers, key=str):
        yield Evidence(what=f"{len(offered)} files have provenance: {each} ({how})")
    if expected.publisher:
        yield Evidence(what=f"expected: {expected.publisher}", seen_on=expected.because)


def _same_file(name: str, subject: str) -> bool:
    """Whether two file names are the same distribution, spelling apart (PEP 740 compares them normalized)."""
    if name == subject:
        return True
    parse = parse_wheel_filename if name.endswith(".whl") else parse_sdist_filename
    try:
        return parse(name) == parse(subject)
    except (InvalidWheelFilename, InvalidSdistFilename):
        return False
