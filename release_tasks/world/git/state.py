"""What git knows here: HEAD and what surrounds it, and the tags."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from release_tasks.core.errors import ReleaseTasksError, UsageError
from release_tasks.core.git import GitState, HeadMessage, Tag, Tags
from release_tasks.core.project import Project
from release_tasks.core.redaction import redacted
from release_tasks.world.git.command import failed, look
from release_tasks.world.processes.run import Completed

_UNDER_WAY = {
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
    "MERGE_HEAD": "merge",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
    "BISECT_LOG": "bisect",
}
"""Files of the git directory, each there while an operation is under way (gitrepository-layout)."""

_TAG_FIELDS = ("refname:lstrip=2", "objectname", "tree", "*objectname", "*tree", "*objecttype")
_TAG_FORMAT = "".join(f"%({field})%00" for field in _TAG_FIELDS)


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
        raise UsageError(
            "has no work tree", where=str(repository), expected="a clone with its files checked out"
        )
    return GitState(
        repository=repository,
        head=head,
        head_tree=tree,
        branch=name.removeprefix("refs/heads/") if name.startswith("refs/heads/") else None,
        operation=_operation(repository / folder),
        shallow=shallow == "true",
        remote=project.remote,
        origin=_url(repository, project.remote),
    )


def head_message(git: GitState) -> HeadMessage:
    """Read what the commit of HEAD says."""
    said = look(git.repository, "log", "-1", "--format=%B", git.head).text
    return HeadMessage(commit=git.head, text=said.strip())


def tags(project: Project) -> Tags:
    """All local tags.

    :raises UsageError: not in a git repository.
    """
    done = look(project.repository, "for-each-ref", f"--format={_TAG_FORMAT}", "refs/tags", check=False)
    if done.code != 0:
        raise _no_state(project.repository, done)
    listed = tuple(_listed_tags(done.stdout))
    nested = _peeled(project.repository, [each.name for each, kind in listed if kind == "tag"])
    return Tags(by_name={each.name: nested.get(each.name, each) for each, _ in listed})


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


def _url(repository: Path, remote: str) -> str | None:
    done = look(repository, "remote", "get-url", remote, check=False)
    return redacted(done.text) if done.code == 0 else None


def _listed_tags(listed: bytes) -> Iterator[tuple[Tag, str]]:
    """Each tag, and the type of what it names if it is an object of its own."""
    fields = iter(os.fsdecode(listed).split("\0")[:-1])
    for name, target, tree, peeled, peeled_tree, kind in zip(*[fields] * len(_TAG_FIELDS), strict=True):
        tag = Tag(name=name.lstrip("\n"), object=target, commit=peeled or target, tree=peeled_tree or tree)
        yield tag, kind


def _peeled(repository: Path, names: list[str]) -> dict[str, Tag]:
    """Tags of tags, which for-each-ref peels only once."""
    if not names:
        return {}
    asked = [f"refs/tags/{name}{end}" for name in names for end in ("", "^{}", "^{tree}")]
    given = b"".join(os.fsencode(each) + b"\n" for each in asked)
    done = look(repository, "cat-file", "--batch-check=%(objectname)", stdin=given)
    answers = iter(done.text.split("\n"))
    return {
        name: Tag(name=name, object=target, commit=commit, tree=tree)
        for name, target, commit, tree in zip(names, *[answers] * 3, strict=False)
    }
