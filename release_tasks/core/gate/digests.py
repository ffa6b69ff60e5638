"""Digests: each file on the index is, byte for byte, the one that was tested."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from packaging.utils import canonicalize_name

from release_tasks.core.artifacts import Artifacts, BuiltFile
from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.gate.verdicts import Failed, NotOffered, Passed, Verdict
from release_tasks.core.github.ci_files import recorded
from release_tasks.core.index import IndexFile
from release_tasks.core.index.contents import Contents
from release_tasks.core.ledger import Ledger

_FOREIGN = "find out who uploaded it; delete it there, or yank the release"
_CHANGED = "yank the release, find out who uploaded it, and release another version"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFiles:
    """The files that were tested, and who says so: ``source``; without any, ``lacking`` says why."""

    files: tuple[BuiltFile, ...] = ()
    source: str = ""
    lacking: str = ""
    remedy: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(each.name for each in self.files)


def known_files(
    artifacts: Artifacts, ledger: Ledger, project: str, version: str, role: str, *, by_ci: bool
) -> KnownFiles:
    """Find what the files of a version can be compared with, the nearest to the test first.

    That is what lies in ``dist``, what the build's manifest says, or what the ledger says was uploaded
    from here. Where they were built ``by_ci``, no build of ours counts, for two builds need not be equal, but what
    the artifacts of the tag's run held.
    """
    if by_ci:
        return _of_ci(ledger)
    ours = canonicalize_name(project)
    if files := tuple(each.file for each in artifacts.of(version) if each.name == ours):
        return KnownFiles(files=files, source=str(artifacts.folder))
    manifest = artifacts.manifest
    if manifest is not None and manifest.version == version and manifest.files:
        return KnownFiles(files=manifest.files, source="the manifest of the build")
    if sent := tuple(sent_files(ledger, role)):
        return KnownFiles(files=sent, source="the record of the upload")
    return KnownFiles(
        lacking=f"no file of {version} is here, and no upload is on record",
        remedy="run this where they were built, or with --dist and the folder that holds them",
    )


def _of_ci(ledger: Ledger) -> KnownFiles:
    if record := recorded(ledger):
        return KnownFiles(files=record.files, source=f"the artifacts of run {record.run}")
    return KnownFiles(
        lacking="CI built them, and its artifacts were not looked into from here",
        remedy="run publish --only ci-artifacts, where its jobs hand files on; or pass --dist with the folder of its files",
    )


def sent_files(ledger: Ledger, role: str) -> Iterator[BuiltFile]:
    """Give what was uploaded from here to the index in a role, as the ledger has it."""
    for entry in ledger.entries:
        if entry.kind == "upload" and entry.data.get("role") == role:
            for each in entry.data["files"]:
                yield BuiltFile(name=each["name"], sha256=each["sha256"], size=each.get("size", -1))


def judge_digests(
    files: Sequence[IndexFile], tested: KnownFiles, contents: Contents | None = None
) -> Verdict:
    """Hold each file to the tested one of its name; ``contents`` are the files themselves, downloaded."""
    got = contents.by_name if contents else {}
    findings = [each for file in files if file.name in got for each in _spoilt(file, got[file.name].fault)]
    known = {each.name: each.sha256 or (got[each.name].sha256 if each.name in got else "") for each in files}
    findings += _differing(files, tested, known)
    if findings:
        return Failed(kind="digests", findings=tuple(findings))
    if unknown := [each for each in files if not known[each.name]]:
        return NotOffered(kind="digests", finding=_no_digest(unknown))
    downloaded = f"; {len(got)} downloaded, each as listed" if got else ""
    if not tested.files:
        return NotOffered(kind="digests", finding=_alone(files, tested, downloaded), word="not compared")
    what = f"all {len(files)} files are, by sha256, those of {tested.source}{downloaded}"
    return Passed(kind="digests", evidence=(Evidence(what=what),))


def _spoilt(file: IndexFile, fault: str) -> Iterator[Finding]:
    if fault:
        yield Finding(
            kind="does not come as it is listed",
            subject=file.name,
            expected=f"the file, sha256 {file.sha256}" if file.sha256 else "the file",
            found=fault,
            remedy="run the same command again; if it stays so, yank the release and tell who runs the index",
        )


def _differing(files: Sequence[IndexFile], tested: KnownFiles, known: Mapping[str, str]) -> Iterator[Finding]:
    ours = {each.name: each for each in tested.files}
    for each in files if ours else ():
        mine = ours.get(each.name)
        if mine is None:
            yield Finding(
                kind="listed, but not among the tested files",
                subject=each.name,
                expected=f"only files of {tested.source}",
                found=f"sha256 {known[each.name] or 'unknown'}",
                remedy=_FOREIGN,
            )
        elif known[each.name] and known[each.name] != mine.sha256:
            yield Finding(
                kind="not the bytes that were tested",
                subject=each.name,
                expected=f"sha256 {mine.sha256}",
                found=f"sha256 {known[each.name]}",
                remedy=_CHANGED,
            )
        elif each.size is not None and mine.size >= 0 and each.size != mine.size:
            yield Finding(
                kind="not the size of the tested file",
                subject=each.name,
                expected=f"{mine.size} bytes",
                found=f"{each.size} bytes",
                remedy=_CHANGED,
            )


def _no_digest(files: Sequence[IndexFile]) -> Finding:
    return Finding(
        kind="this index states no sha256",
        subject=f"{len(files)} files",
        expected="a sha256 for each file",
        remedy="pass --deep: each file is downloaded then, and its digest taken here",
    )


def _alone(files: Sequence[IndexFile], tested: KnownFiles, downloaded: str) -> Finding:
    return Finding(
        kind=f"nothing to compare with{downloaded}",
        subject=f"the sha256 of {len(files)} file{'s' * (len(files) > 1)}",
        expected="the files that were tested",
        found=tested.lacking,
        remedy=tested.remedy,
    )
