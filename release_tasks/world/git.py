"""What git knows here: HEAD and what surrounds it, and the tags."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from release_tasks.core.errors import ReleaseTasksError, UsageError
from release_tasks.core.git import GitState, Tag, Tags
from release_tasks.core.project import Project
from release_tasks.core.redaction import redacted
from release_tasks.world.git_command import failed, look
from release_tasks.world.run import Completed

_UNDER_WAY = {
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
    "MERGE_HEAD": "merge",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
    "BISECT_LOG": "bisect",
}
"""Files of the git directory, each there while an operation is under way (gitrepository-layout)."""

_TAG_FORMAT = "%(refname:lstrip=2)%00%(objectname)%00%(*objectname)%00%(*objecttype)%00"


def git_state(project: Project) -> GitState:
    """HEAD and what surrounds it.

    :raises UsageError: not in a git work tree, or no commit yet.
    """
    repository = project.repository
    done = look(
        repository,
        *("rev-parse", "--is-inside-work-tree", "--is-shallow-repository", "HEAD", "HEAD^{tree}"),
        *("--symbolic-full-name", "HEAD", "--git-dir"),
        check=False,
    )
    if done.code != 0:
        raise _no_state(repository, done)
    work_tree, shallow, head, tree, name, folder = os.fsdecode(done.stdout[:-1]).split("\n", 5)
    if work_tree != "true":
        raise UsageError("has no work tree", where=str(repository), expected="a clone with its files checked out")
    return GitState(
        repository=repository,
        head=head,
        head_tree=tree,
        branch=name.removeprefix("refs/heads/") if name.startswith("refs/heads/") else None,
        operation=_operation(repository / folder),
        shallow=shallow == "true",
        origin=_origin(repository),
    )


def tags(project: Project) -> Tags:
    """All local tags.

    :raises UsageError: not in a git repository.
    """
    done = look(project.repository, "for-each-ref", f"--format={_TAG_FORMAT}", "refs/tags", check=False)
    if done.code != 0:
        raise _no_state(project.repository, done)
    found = list(_listed_tags(done.stdout))
    nested = [name for name, _, _, kind in found if kind == "tag"]
    commits = _peeled(project.repository, nested)
    return Tags(
        by_name={
            name: Tag(name=name, object=target, commit=commits.get(name) or peeled or target)
            for name, target, peeled, _ in found
        }
    )


def _no_state(repository: Path, done: Completed) -> ReleaseTasksError:
    if b"not a git repository" in done.stderr:
        return UsageError(
            "is not in a git repository",
            where=str(repository),
            expected="a clone of the project",
            remedy="git init && git add --all && git commit",
        )
    if b"dubious ownership" in done.stderr:
        return UsageError(
            "belongs to another user, so git refuses to look at it",
            where=str(repository),
            remedy=f"git config --global --add safe.directory {repository}",
        )
    if b"'HEAD'" in done.stderr:
        return UsageError(
            "has no commit yet",
            where=str(repository),
            expected="a first commit, for a release marks one",
            remedy='git add --all && git commit -m "feat: first commit"',
        )
    return failed(done)


def _operation(git_dir: Path) -> str | None:
    return next((what for name, what in _UNDER_WAY.items() if (git_dir / name).exists()), None)


def _origin(repository: Path) -> str | None:
    done = look(repository, "remote", "get-url", "origin", check=False)
    return redacted(done.text) if done.code == 0 else None


def _listed_tags(listed: bytes) -> Iterator[tuple[str, str, str, str]]:
    fields = os.fsdecode(listed).split("\0")
    for name, target, peeled, kind in zip(*(fields[at::4] for at in range(4)), strict=False):
        yield name.lstrip("\n"), target, peeled, kind


def _peeled(repository: Path, tags_of_tags: list[str]) -> dict[str, str]:
    """The commits of tags of tags, which for-each-ref peels only once."""
    if not tags_of_tags:
        return {}
    asked = b"".join(os.fsencode(f"refs/tags/{name}^{{}}\n") for name in tags_of_tags)
    done = look(repository, "cat-file", "--batch-check=%(objectname)", stdin=asked)
    return dict(zip(tags_of_tags, done.text.splitlines(), strict=True))
