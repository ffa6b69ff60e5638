"""What is on record of a release when somebody has to approve it: what was verified, and what was not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from release_tasks.core.gate.same_bytes import unverified, verified_on
from release_tasks.core.github.artifacts import hands_on
from release_tasks.core.github.ci_files import CiRecord, recorded
from release_tasks.core.github.environments import ReleaseEnvironments
from release_tasks.core.github.following import folded, standing
from release_tasks.core.github.release_run import ReleaseRun
from release_tasks.core.github.reviews import RunReviews
from release_tasks.core.github.runs import FollowedRun, Gate
from release_tasks.core.given import Lazy
from release_tasks.core.index import Indexes
from release_tasks.core.ledger import EarlierRuns, Ledger
from release_tasks.core.target import Target

_BEFORE = ("publish.run", "publish.ci-artifacts", "publish.testpypi")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """The run whose gates wait, what was said to them, and what is on record of the release.

    A fact made of other facts, so it is its own provider.
    """

    ci: ReleaseRun
    target: Target
    protection: Lazy[ReleaseEnvironments]
    indexes: Indexes
    ledger: Ledger
    earlier: EarlierRuns

    @property
    def run(self) -> FollowedRun:
        """The run, which nobody asks for where there is none."""
        found = self.ci.found
        assert found is not None, "an approval is of a run"
        return found

    @property
    def reviews(self) -> RunReviews:
        """What people said to its gates."""
        return self.ci.reviewed.get()

    @property
    def environments(self) -> tuple[str, ...]:
        """The environments of the uploading jobs, and the one that settings name; computed names are left out."""
        named = (
            self.ci.project.hosting.environment,
            *(each.environment for each in self.ci.workflow.uploading),
        )
        return tuple(dict.fromkeys(each for each in named if each and "${{" not in each))

    @property
    def files(self) -> CiRecord | None:
        """The files that came out of this run, if somebody looked into them."""
        record = recorded(self.ledger)
        return record if record and record.run == self.run.run.id else None

    def subject(self, gate: Gate) -> str:
        """What answers about a gate are bound to: each attempt asks anew, and so does each job that comes later."""
        behind = self.ci.jobs_behind(gate.environment) or self.run.jobs
        first = min((each.id for each in behind if standing(each) == "held"), default=0)
        return f"{self.run.run.id}/{gate.environment}/{first}"

    def verified(self) -> Iterator[str]:
        """What was seen of this release."""
        tried = verified_on(self.ledger, "testpypi")
        if self.files:
            files = self.files.files
            known = sum(each.sha256 in tried.get(each.name, ()) for each in files)
            yield f"{len(files)} files of the run, looked into"
            if known:
                yield f"{known} of them by sha256 on the test index, and installed from there"
        elif tried:
            yield f"{len(tried)} files, installed from the test index"
        for row in folded(self.run.jobs):
            if passed := row.count("passed"):
                yield f"{row.name}, passed" + (f" ({passed} of {len(row.jobs)})" if len(row.jobs) > 1 else "")

    def doubts(self, environment: str) -> Iterator[str]:
        """What should have been seen before this environment is approved, and was not."""
        for job in self.run.failed:
            yield f"{job.name} failed"
        if self.for_tests(environment):
            return
        for item in _BEFORE:
            entry = self.ledger.left_out().get(item)
            if entry is not None:
                yield f"{item} was left out: {entry.data['reason']}"
        if hands_on(self.ci.workflow) and not self.files and not self._excused("publish.ci-artifacts"):
            yield "the files of the run were not looked into"
        if self.indexes.testpypi is not None and not self._excused("publish.testpypi"):
            yield from self._untried(self.indexes.testpypi.listing)

    def _untried(self, shown: str) -> Iterator[str]:
        if self.files:
            for each in unverified(self.files.files, self.ledger, shown, ""):
                yield f"{each.subject} was not installed from {shown}"
        elif not verified_on(self.ledger, "testpypi"):
            yield f"nothing was installed from {shown}"

    def for_tests(self, environment: str) -> bool:
        """Whether all that is uploaded behind an environment goes to a test index."""
        behind = [each for each in self.ci.workflow.uploading if each.environment == environment]
        return bool(behind) and all(each.test_index for each in behind)

    def _excused(self, item: str) -> bool:
        return self.ledger.excused(item, self.target.version)
