"""The tag of the release in flight: as it is here and at origin, and what keeps it from marking HEAD."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from release_tasks.core.findings import Finding
from release_tasks.core.git import GitState, LastRelease, RemoteRefs, Tag, Tags
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.core.target import Target, tag_name


def tag_in_question(request: Request, target: Target, last: Callable[[], LastRelease]) -> Tag | None:
    """In a look at a release that is out, its tag: what is told is told of that, whatever came after it.

    None means HEAD, whose release is in flight. ``last`` is asked for in such a look alone.
    """
    if not request.overview or target.asked is not None:
        return None
    return last().tag if last().version == target.version else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseTag:
    """All that says where the tag of this release stands.

    A fact made of other facts, so it is its own provider.
    """

    project: Project
    target: Target
    git: GitState
    tags: Tags
    remote: RemoteRefs
    last: LastRelease

    @property
    def name(self) -> str:
        """What the tag is called, whether it exists or not."""
        return tag_name(self.project.tag, self.target.version)

    @property
    def branch(self) -> str | None:
        """The branch that releases are made on, None where nobody says which."""
        return self.project.branch or self.remote.default_branch

    @property
    def here(self) -> Tag | None:
        """The tag in this repository."""
        return self.tags.by_name.get(self.name)

    @property
    def there(self) -> Tag | None:
        """The tag at origin."""
        return self.remote.tags.get(self.name)

    @property
    def places(self) -> tuple[str, ...]:
        """Where the tag is."""
        found = (("here", self.here), (self.remote.url, self.there))
        return tuple(where for where, tag in found if tag is not None)

    @property
    def out(self) -> Tag | None:
        """The tag by which the version that the sources state was released, from an earlier commit than HEAD.

        None also where a version was asked for: then that one is in flight.
        """
        last = self.last
        if self.target.asked is not None or last.version != self.target.version or last.tag is None:
            return None
        there = self.remote.tags.get(last.tag.name)
        same = there is not None and there.object == last.tag.object
        return last.tag if same and last.tag.commit != self.git.head else None

    def conflicts(self) -> tuple[Finding, ...]:
        """Why the tag that exists, here or at origin, is no such tag on HEAD that both agree on."""
        return (*self._elsewhere(), *self._unfit_objects())

    def _elsewhere(self) -> Iterator[Finding]:
        for where, tag in (("here", self.here), (f"at {self.remote.url}", self.there)):
            if tag is not None and tag.commit != self.git.head:
                yield Finding(
                    kind=f"the tag exists {where}, on another commit",
                    subject=self.name,
                    expected=self.git.head[:12],
                    found=tag.commit[:12],
                    remedy="release another version; a published tag is never moved",
                )

    def _unfit_objects(self) -> Iterator[Finding]:
        here, there = self.here, self.there
        if here is not None and self.project.annotate and not here.annotated:
            yield Finding(
                kind="the tag is not annotated",
                subject=self.name,
                expected="an annotated tag",
                remedy=f"git tag -d {self.name}, and run this again",
            )
        if here and there and here.commit == there.commit and here.object != there.object:
            yield Finding(
                kind=f"{self.remote.name} has another tag object of that name",
                subject=self.name,
                expected=here.object[:12],
                found=there.object[:12],
                remedy=f"git tag -d {self.name} && git fetch {self.remote.name} tag {self.name}",
            )
