"""The sdist of a release: there where the release before had one, or gone on purpose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from release_tasks.core.findings import Finding
from release_tasks.core.wheels import is_sdist


@dataclass(frozen=True, slots=True, kw_only=True)
class SdistBefore:
    """The release ``before`` that had an sdist; empty where none had.

    ``dropped`` says why this one may have none, ``settle`` how a person says so; both may be empty.
    """

    before: str = ""
    dropped: str = ""
    settle: str = ""

    def gone(self, files: Iterable[str], tested: Iterable[str]) -> tuple[Finding, ...]:
        """Find that there is none any more; of one that was ``tested`` it is told already that it is not listed."""
        names = tuple(files)
        if not self.before or any(map(is_sdist, (*names, *tested))):
            return ()
        meant = f"; if it is meant to go: {self.settle}" if self.settle else ""
        finding = Finding(
            kind=f"there is no sdist; said to be dropped: {self.dropped}"
            if self.dropped
            else "there is no sdist",
            subject=f"{len(names)} wheels",
            expected=f"an sdist, as {self.before} has one",
            found="wheels alone",
            remedy="see that the reason holds: who wants to build it needs the sources from elsewhere now"
            if self.dropped
            else f"upload the sdist: an index takes further files of a version{meant}",
        )
        return (finding,)
