"""A release as the index lists it, with all that it is held to; and each kind of check of it, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from release_tasks.core.artifacts import Artifacts
from release_tasks.core.coverage.dropped import SDIST, Dropped
from release_tasks.core.coverage.earlier import Earlier, earlier, later, requirements
from release_tasks.core.coverage.expected import ExpectedWheels
from release_tasks.core.errors import UnreachableError
from release_tasks.core.gate.coverage import judge_coverage
from release_tasks.core.gate.digests import KnownFiles, judge_digests, known_files
from release_tasks.core.gate.files import judge_files
from release_tasks.core.gate.losses import in_settings
from release_tasks.core.gate.metadata import judge_metadata
from release_tasks.core.gate.provenance import provenance_verdict
from release_tasks.core.gate.same_bytes import not_compared, same_bytes
from release_tasks.core.gate.sdist import SdistBefore
from release_tasks.core.gate.verdicts import Verdict
from release_tasks.core.given import Lazy
from release_tasks.core.index import IndexEndpoint, Indexes, IndexFiles, IndexPage
from release_tasks.core.index.contents import Contents, CoreMetadataFiles
from release_tasks.core.ledger import Ledger
from release_tasks.core.project import Project
from release_tasks.core.provenance import ExpectedPublisher, Provenances
from release_tasks.core.request import Request
from release_tasks.core.sources import VersionSources, states
from release_tasks.core.target import Target
from release_tasks.core.wheels import is_sdist


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRelease:
    """A version on the page of an index, and the facts that it is judged by; what costs a look is lazy.

    A fact made of other facts, so it is its own provider.
    """

    request: Request
    project: Project
    target: Target
    page: IndexPage
    artifacts: Artifacts
    ledger: Ledger
    dropped: Dropped
    sources: Lazy[VersionSources]
    expected: Lazy[ExpectedWheels]
    metadata: Lazy[CoreMetadataFiles]
    contents: Lazy[Contents]
    provenances: Lazy[Provenances]
    publisher: Lazy[ExpectedPublisher]
    indexes: Indexes
    tried: Lazy[Annotated[IndexFiles, "testpypi"]]

    @property
    def tested(self) -> KnownFiles:
        """The files that were tested, as far as that is known here."""
        role, version = self.page.endpoint.role, self.target.version
        by_ci = self.project.publish == "ci" and self.request.dist is None
        return known_files(self.artifacts, self.ledger, self.project.name, version, role, by_ci=by_ci)

    @property
    def before(self) -> Earlier | None:
        """The release before, on the same page."""
        return earlier(self.page, self.target.version)

    @property
    def in_flight(self) -> bool:
        """Whether what the project states is about this version, and not about a later one."""
        if self.request.named:
            return False
        spots = self.sources.get().spots
        return any(states(spot, self.target.version) for spot in spots) or not (spots or self.target.asked)

    @property
    def required(self) -> frozenset[str]:
        """The kinds of check that have to be made: as asked for, and for the release in flight as settings state."""
        return frozenset((*self.request.require, *(self.project.require if self.in_flight else ())))

    def _settle(self, names: tuple[str, ...]) -> str:
        """How a person says that what a release lost, which no settings are about, is meant to go."""
        return self.request.again(self._asked, *(f"--dropped {each}=REASON" for each in names))

    @property
    def _asked(self) -> str:
        version = self.target.version
        return f"{self.request.named}=={version}" if self.request.named else version

    @property
    def _sdist(self) -> SdistBefore:
        before = self.before
        if before is None or not any(is_sdist(each.name) for each in before.listed):
            return SdistBefore()
        settle = "" if self.in_flight else self._settle((SDIST,))
        return SdistBefore(before=before.version, dropped=self.dropped.sdist, settle=settle)

    def verdicts(self) -> Iterator[Verdict]:
        """Judge what is listed, kind by kind, in the order of the report.

        :raises UnreachableError: the index did not answer in between.
        """
        version, tested, before, in_flight = self.target.version, self.tested, self.before, self.in_flight
        files = self.page.of(version)
        contents = self.contents.get() if self.request.deep else None
        yield judge_files(
            self.page,
            version,
            tested=tested.names,
            sdist=self._sdist,
            requires_python=self.project.requires_python if in_flight else None,
            past=not in_flight,
        )
        expected = self.expected.get() if in_flight else ExpectedWheels()
        yield judge_coverage(
            f"{self.project.name} {version}",
            requirements(files),
            before,
            expected,
            later=() if in_flight else later(self.page, version),
            dropped=self.dropped,
            settle=in_settings if in_flight else self._settle,
        )
        yield judge_digests(files, tested, contents)
        if in_flight and self.page.endpoint.role == "pypi" and self.indexes.testpypi:
            yield self._compared(self.indexes.testpypi)
        yield judge_metadata(self.project.name, files, self.metadata.get(), contents)
        yield provenance_verdict(
            self.project.provenance,
            files,
            before.listed if before else (),
            self.provenances.get(),
            self.publisher.get(),
        )

    def _compared(self, test: IndexEndpoint) -> Verdict:
        """Compare with the test index, which may be away without any harm to the release."""
        try:
            tried = self.tried.get()
        except UnreachableError as error:
            return not_compared(test, error.what)
        return same_bytes(self.page.endpoint, self.page.of(self.target.version), tried)
