"""A throw-away clone with a bare origin of its own; the user's repository is only read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from release_tasks.core.project import Project
from release_tasks.world.processes.run import run

IDENTITY = (("user.name", "Rehearsal (scripted)"), ("user.email", "rehearsal@example.invalid"))
UNSIGNED = (("commit.gpgsign", "false"), ("tag.gpgsign", "false"), ("push.gpgsign", "false"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Clone:
    """The clone's work tree, its bare origin, and the folder in it that stands for the user's root."""

    work: Path
    origin: Path
    root: Path


def clone(project: Project, folder: Path) -> Clone:
    """Clone HEAD of the user's repository, with all branches and tags, into ``folder``."""
    origin, work = folder / "origin.git", folder / "work"
    branch = (
        _text(project.repository, "symbolic-ref", "--quiet", "--short", "HEAD", check=False) or "rehearsal"
    )
    run(
        ("git", "clone", "--quiet", "--bare", "--no-hardlinks", str(project.repository), str(origin)),
        cwd=folder,
    )
    _git(origin, "update-ref", f"refs/heads/{branch}", _text(project.repository, "rev-parse", "HEAD"))
    _git(origin, "symbolic-ref", "HEAD", f"refs/heads/{branch}")
    _git(origin, "remote", "remove", "origin")
    run(("git", "clone", "--quiet", "--no-hardlinks", str(origin), str(work)), cwd=folder)
    for key, value in (*IDENTITY, *UNSIGNED):
        _git(work, "config", key, value)
    return Clone(work=work, origin=origin, root=work / project.root.relative_to(project.repository))


def fingerprint(repository: Path) -> str:
    """A digest of everything in the user's repository that a release could touch: refs, HEAD, work tree status."""
    seen = b"\0".join(
        run(("git", "--no-optional-locks", *arguments), cwd=repository, check=False).stdout
        for arguments in (
            ("for-each-ref",),
            ("rev-parse", "HEAD"),
            ("status", "--porcelain=v2", "-z", "--untracked-files=all"),
            ("diff", "HEAD", "--no-ext-diff"),
        )
    )
    return hashlib.sha256(seen).hexdigest()


def uncommitted(repository: Path) -> tuple[str, ...]:
    """The changed and un-ignored files, which a clone does not have."""
    status = _text(repository, "--no-optional-locks", "status", "--porcelain", "--untracked-files=all")
    return tuple(line[3:] for line in status.splitlines())


def _git(folder: Path, *arguments: str) -> None:
    run(("git", *arguments), cwd=folder)


def _text(folder: Path, *arguments: str, check: bool = True) -> str:
    return run(("git", *arguments), cwd=folder, check=check).text
