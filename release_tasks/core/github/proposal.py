"""A release commit that comes to its branch by a pull request: the facts that it is judged by."""

from __future__ import annotations

from dataclasses import dataclass

from release_tasks.core.changelog import notes
from release_tasks.core.git import GitState, ReleaseTree, RemoteRefs
from release_tasks.core.github import GitHub
from release_tasks.core.github.keys import hidden
from release_tasks.core.github.pulls import OpenPull, ReleasePull, key_of
from release_tasks.core.given import Lazy
from release_tasks.core.news import ChangelogFile
from release_tasks.core.project import Project
from release_tasks.core.release_tag import ReleaseTag
from release_tasks.core.request import Request
from release_tasks.core.sources import VersionSources
from release_tasks.core.target import Target
from release_tasks.core.validation import Validation

_LONGEST_NOTES = 60_000
"""GitHub takes 65,536 characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What tells how the release commit gets to its branch; what costs a look is lazy.

    A fact made of other facts, so it is its own provider.
    """

    request: Request
    project: Project
    target: Target
    git: GitState
    tree: ReleaseTree
    sources: VersionSources
    tag: ReleaseTag
    remote: RemoteRefs
    validation: Validation
    github: Lazy[GitHub]
    pull: Lazy[ReleasePull]
    changelog: Lazy[ChangelogFile]

    @property
    def message(self) -> str:
        """The release commit's message."""
        return self.project.text(self.project.commit_message, self.target.version)

    def opening(self, there: ReleasePull) -> OpenPull:
        """The pull request to open: named like the commit, with the release's notes, found again by a hidden key."""
        project, version = self.project, self.target.version
        parts = (
            f"Release of {project.name} {version}. Once this is merged, the merged commit gets the tag `{self.tag.name}`.",
            notes(self.changelog.get().read(), version)[:_LONGEST_NOTES].strip(),
            hidden(key_of(project.name, version)),
        )
        return OpenPull(
            head=there.branch,
            base=there.base,
            title=self.message.partition("\n")[0],
            body="\n\n".join(each for each in parts if each),
        )
