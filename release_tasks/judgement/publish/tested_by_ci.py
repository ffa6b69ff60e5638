"""The files that CI built and tested: looked into like those built here, and recorded for the indexes to be held to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from release_tasks.core.artifacts import Artifacts, Distribution, problems
from release_tasks.core.coverage.compared import compare
from release_tasks.core.coverage.drawing import drawn
from release_tasks.core.coverage.expected import ExpectedWheels
from release_tasks.core.distributions.members import several
from release_tasks.core.findings import Evidence, Finding, Table
from release_tasks.core.github.artifacts import RunArtifacts
from release_tasks.core.github.ci_files import RECORD, CiChecks, CiFiles, CiRecord, recorded
from release_tasks.core.github.runs import FollowedRun
from release_tasks.core.github.workflow import ReleaseWorkflow
from release_tasks.core.given import Lazy
from release_tasks.core.ledger import Ledger, Record
from release_tasks.core.model import Change, Done, Fail, Outcome, Warn
from release_tasks.core.project import Project
from release_tasks.core.target import Target
from release_tasks.core.validation import digest_of
from release_tasks.core.wheels import is_sdist
from release_tasks.judgement.publish.clashing import clashing
from release_tasks.judgement.publish.handed_on import Handed, gone, to_download
from release_tasks.judgement.review import Review, review

_ANOTHER = "mend what builds it, and release another version"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesOfCi:
    """The files of a run, as far as they are here, and what they are judged by."""

    project: Project
    target: Target
    workflow: ReleaseWorkflow
    found: FollowedRun
    ledger: Ledger
    files: Lazy[CiFiles]
    checks: Lazy[CiChecks]
    expected: Lazy[ExpectedWheels]

    def forgotten(self, artifacts: RunArtifacts) -> Done | Warn | None:
        """What is on record of a run whose artifacts GitHub does not even list any more."""
        record = recorded(self.ledger)
        if artifacts.found or record is None or record.run != self.found.run.id:
            return None
        return self._told(record)

    def tested(self, handed: Handed) -> Outcome:
        """See that the artifacts were looked into; what is missing for that is downloaded and recorded."""
        if record := recorded(self.ledger, handed.wanted):
            return self._told(record, handed.doubts)
        if lost := tuple(gone(handed.wanted, self.found)):
            return Fail(findings=lost)
        here = self.files.get().only(handed.wanted)
        return to_download(handed.wanted, here, self.found) or self._looked_into(here)

    def _looked_into(self, here: CiFiles) -> Fail | Change:
        """Judge the files; what holds is recorded as the tested ones, for the indexes to be held to."""
        mine, version, checks = here.of(self.project.name), self.target.version, self.checks.get()
        findings = [*clashing(self.workflow, here), *_wrong(mine, checks, self.project.name, version)]
        if findings:
            return Fail(findings=tuple(findings))
        expected = self.expected.get()
        looked = review(self.project, version, mine, expected, checks.before, checks.audit, whole=True)
        if broken := (*looked.broken, *_without_sdist(mine, version, checks)):
            return Fail(findings=(*broken, *looked.lost), evidence=tuple(looked.seen))
        made = mine.of(version)
        action = Record(
            kind=RECORD,
            bound_to=digest_of(each.file for each in made),
            data=self._data(here, made, looked),
        )
        return Change(actions=(action,), because=f"the digests of {len(made)} files of CI are not on record")

    def _data(self, here: CiFiles, made: tuple[Distribution, ...], looked: Review) -> dict[str, Any]:
        run, besides = self.found.run, here.besides(self.project.name)
        seen = [each.what for each in looked.seen if not isinstance(each, Table)]
        return {
            "run": run.id,
            "attempt": run.run_attempt,
            "commit": run.head_sha,
            "artifacts": sorted(each.id for each in here.unpacked),
            "files": [{**asdict(each.file), "requires_python": each.requires_python} for each in made],
            "doubts": [asdict(each) for each in looked.lost],
            "seen": [*seen, *([f"left alone: {several(besides)}"] if besides else [])],
        }

    def _told(self, record: CiRecord, doubts: tuple[Finding, ...] = ()) -> Done | Warn:
        """Tell what is on record."""
        data, files = record.entry.data, record.files
        number = len(data["artifacts"])
        where = f"{len(files)} files from {number} artifact{'s' * (number != 1)} of run {record.run}"
        heading = f"coverage of {self.project.name} {self.target.version}"
        evidence = (
            Evidence(what=where, seen_on=f"digest {record.entry.bound_to[:12]}"),
            *(Evidence(what=each.name, seen_on=f"sha256:{each.sha256[:12]}") for each in files),
            *(Evidence(what=each) for each in data.get("seen", ())),
            drawn(compare(record.requirements, None, ExpectedWheels()).now, heading),
        )
        doubts += tuple(Finding(**each) for each in record.doubts)
        return Warn(findings=doubts, evidence=evidence) if doubts else Done(evidence=evidence)


def _wrong(mine: Artifacts, checks: CiChecks, name: str, version: str) -> Iterator[Finding]:
    for each in problems(mine, checks.strict, name, version, bound=False):
        yield replace(each, remedy=_ANOTHER)


def _without_sdist(mine: Artifacts, version: str, checks: CiChecks) -> Iterator[Finding]:
    before = checks.before.release
    had = before is not None and any(is_sdist(each.name) for each in before.listed)
    if before and had and all(each.kind == "wheel" for each in mine.of(version)):
        yield Finding(
            kind="there is no sdist",
            subject=f"{len(mine.of(version))} wheels",
            expected=f"an sdist, as {before.version} has one",
            remedy="let a job build it and hand it on, and release another version",
        )
