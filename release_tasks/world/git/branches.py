"""What we let git do with branches: begin one, fetch, move forward. Done twice, each does nothing the second time."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from release_tasks.core.branches import FastForward, Fetch, Ref, StartBranch
from release_tasks.core.errors import ActionError
from release_tasks.core.events import Events
from release_tasks.core.git import GitState
from release_tasks.world.git.command import change, failed, look
from release_tasks.world.git.origin import unreachable


def start_branch(action: StartBranch, events: Events, git: GitState) -> None:
    """Begin the branch and switch to it.

    :raises CommandError: there is such a branch already.
    """
    if git.branch == action.name:
        return
    done = change(
        git.repository, "switch", "--create", action.name, on_line=lambda text: events.line("branch", text)
    )
    if done.code != 0:
        raise failed(
            done,
            remedy=f"git log {action.name} shows what it has; if nobody needs that: git branch -D {action.name}",
        )


def fetch(action: Fetch, events: Events, git: GitState) -> None:
    """Fetch the refs to where git keeps those of origin; tags that come along are left there.

    :raises UnreachableError: origin does not answer, or lacks one of them by now.
    """
    wanted = [f"+{each.name}:{_kept_at(each.name, git.remote)}" for each in action.refs]
    done = change(
        git.repository,
        *("fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head"),
        *("--", git.remote, *wanted),
        on_line=lambda text: events.line("fetch", text),
        secrets=True,
        english=True,
    )
    if done.code != 0:
        raise unreachable(git, git.origin or git.remote, done.tail)


def fast_forward(action: FastForward, events: Events, git: GitState) -> None:
    """Move the branch forward to the commit, unless it has it, then switch to it.

    :raises ActionError: the branch has commits of its own.
    :raises CommandError: git does not touch files that were changed here.
    """
    where, branch = git.repository, action.branch

    def do(*words: str) -> None:
        done = change(where, *words, on_line=lambda text: events.line("branch", text))
        if done.code != 0:
            raise failed(done, remedy=f"git status, then git switch {branch}")

    here = look(where, "rev-parse", "--verify", "--quiet", f"refs/heads/{branch}", check=False).text
    if here and not contains(where, here, action.commit) and not contains(where, action.commit, here):
        raise ActionError(
            f"{branch} has commits of its own, which {git.remote}'s {branch} lacks",
            where=str(where),
            expected=f"a {branch} that can be moved forward to {action.commit[:12]}",
            remedy=f"git branch MINE {branch} && git switch {branch} && git reset --keep {action.commit[:12]}",
        )
    if git.branch == branch:
        do("merge", "--ff-only", "--quiet", action.commit)
        return
    if not here or not contains(where, here, action.commit):
        # In one step before the switch: a branch that states the old version is never what we leave HEAD on.
        do("fetch", "--quiet", "--no-write-fetch-head", ".", f"{action.commit}:refs/heads/{branch}")
    do("switch", "--quiet", branch)


def contains(repository: Path, commit: str, ancestor: str) -> bool:
    """Whether a commit has another one in its history; one that is not known here is in none."""
    return look(repository, "merge-base", "--is-ancestor", ancestor, commit, check=False).code == 0


def unknown(repository: Path, refs: Iterable[Ref]) -> tuple[Ref, ...]:
    """The refs whose commits are not known here."""
    refs = tuple(refs)
    asked = "".join(f"{each.target}^{{commit}}\n" for each in refs).encode()
    answers = look(repository, "cat-file", "--batch-check", stdin=asked).text.splitlines() if refs else []
    return tuple(
        ref for ref, answer in zip(refs, answers, strict=True) if answer.endswith((" missing", " ambiguous"))
    )


def _kept_at(name: str, remote: str) -> str:
    """Where git here keeps a branch of the remote; a tag is everybody's."""
    return name.replace("refs/heads/", f"refs/remotes/{remote}/", 1)
