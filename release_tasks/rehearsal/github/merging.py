"""Pull requests of the local GitHub are merged in the bare repository that stands behind it, as GitHub does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from pathlib import Path

from release_tasks.core.errors import ActionError
from release_tasks.rehearsal.github.state import Issue
from release_tasks.world.git.command import look

Merge = Callable[[Issue, str], tuple[str, ...]]
"""Merges a pull request by a method; gives the commits that it brought to the base, newest first.

It may raise ActionError where the two sides conflict.
"""


def merging_in(repository: Path) -> Merge:
    """Merge by real merges in a bare repository (needs git 2.38)."""

    def merge(pull: Issue, method: str) -> tuple[str, ...]:
        git = _Git(repository)
        base, head = git.say("rev-parse", f"refs/heads/{pull.base}", f"refs/heads/{pull.head}").split()
        theirs = tuple(git.say("rev-list", "--no-merges", f"{base}..{head}").split())
        if method == "rebase":
            made = git.rebased(theirs, base)
        elif method == "squash":
            made = (git.commit(git.merged(base, head), f"{pull.title} (#{pull.number})", base),)
        else:
            message = f"Merge pull request #{pull.number} from {pull.head}\n\n{pull.title}"
            made = (git.commit(git.merged(base, head), message, base, head), *theirs)
        git.say("update-ref", f"refs/heads/{pull.base}", made[0], base)
        return made

    return merge


class _Git:
    """Git in a repository without a work tree, as somebody else."""

    def __init__(self, repository: Path) -> None:
        self._repository = repository
        who = {"NAME": "GitHub", "EMAIL": "noreply@github.example"}
        roles = ("AUTHOR", "COMMITTER")
        self._who: Mapping[str, str] = {
            **{f"GIT_{role}_{key}": text for role in roles for key, text in who.items()},
            **{f"GIT_{role}_DATE": datetime.now(timezone.utc).isoformat() for role in roles},
        }

    def say(self, *words: str) -> str:
        return look(self._repository, *words, env=self._who).text

    def commit(self, tree: str, message: str, *parents: str) -> str:
        named = [word for each in parents for word in ("-p", each)]
        return self.say("commit-tree", "-m", message, *named, tree)

    def merged(self, ours: str, theirs: str) -> str:
        """The tree of a merge."""
        done = look(self._repository, "merge-tree", "--write-tree", ours, theirs, check=False)
        if done.code != 0:
            raise ActionError("Pull Request is not mergeable")
        return done.text

    def rebased(self, commits: tuple[str, ...], base: str) -> tuple[str, ...]:
        """The same commits on another base, newest first."""
        made: list[str] = []
        for each in reversed(commits):
            onto = made[-1] if made else base
            # Two commits on one made-up base: git then merges what this commit alone changed.
            before = self.commit(f"{each}^^{{tree}}", "before")
            ours = self.commit(f"{onto}^{{tree}}", "ours", before)
            theirs = self.commit(f"{each}^{{tree}}", "theirs", before)
            message = self.say("log", "-1", "--format=%B", each)
            made.append(self.commit(self.merged(ours, theirs), message, onto))
        return tuple(reversed(made))
