"""What origin has now, asked without fetching anything; and what we push to it."""

from __future__ import annotations

import os

from release_tasks.core.actions import Push
from release_tasks.core.errors import ActionError, UnreachableError, UsageError
from release_tasks.core.events import Events
from release_tasks.core.git import GitState, RemoteRefs, Tag
from release_tasks.core.pushing import by_pull_request, refusals, unanswered, words_of_origin
from release_tasks.core.redaction import redacted
from release_tasks.world.git.command import change, failed, look

TIMEOUT_S = 60.0


def remote_refs(git: GitState) -> RemoteRefs:
    """The branches and tags that origin has now; nothing is fetched.

    :raises UsageError: there is no such remote.
    :raises UnreachableError: origin does not answer, or refuses us.
    """
    if git.origin is None:
        raise UsageError(
            f"there is no remote named {git.remote}",
            where=str(git.repository),
            expected="the repository that releases are pushed to",
            remedy=f"git remote add {git.remote} URL",
        )
    wanted = ("HEAD", "refs/heads/*", "refs/tags/*")
    done = look(
        git.repository, "ls-remote", "--symref", git.remote, *wanted, check=False, timeout_s=TIMEOUT_S
    )
    if done.code != 0:
        raise unreachable(git, git.origin, done.tail)
    default, refs = _remote_lines(done.stdout)
    branches = _below("refs/heads/", refs)
    theirs = branches.get(git.branch or "")
    contained, behind = _compared(git, theirs)
    return RemoteRefs(
        url=git.origin,
        name=git.remote,
        branches=branches,
        tags=_remote_tags(_below("refs/tags/", refs)),
        default_branch=default,
        contains_head=contained,
        behind=behind,
        unnoted=theirs == git.head and _noted(git) not in ("", git.head),
    )


def push(action: Push, events: Events, git: GitState) -> None:
    """Push the refs, all or none; nothing else goes along.

    :raises ActionError: origin refused a ref; says which, why, and what to do.
    :raises UnreachableError: origin does not answer, or refuses us.
    :raises CommandError: a hook of the user's refused, or origin cannot do atomic pushes.
    """
    done = change(
        git.repository,
        *("push", "--atomic", "--porcelain", "--no-follow-tags", "--", git.remote, *action.refspecs),
        on_line=lambda text: None if _is_porcelain(text) else events.line("push", text),
        secrets=True,
        english=True,
    )
    if done.code == 0:
        return
    said = redacted(done.stdout.decode("utf-8", "replace"))
    if refused := refusals(said):
        words = words_of_origin(said)
        which = ", ".join(f"{each.ref} ({each.reason})" for each in refused)
        raise ActionError(
            f"{git.remote} refused {which}. {words}".rstrip(". "),
            where=action.url,
            expected="all refs pushed; none was",
            remedy=by_pull_request(refused[0], words, action.refspecs) or refused[0].remedy(git.remote),
        )
    if unanswered(said):
        raise unreachable(git, action.url, said)
    raise failed(done, remedy=f"git push --dry-run {git.remote} {' '.join(action.refspecs)}")


def unreachable(git: GitState, url: str, said: str) -> UnreachableError:
    """Give the error for an origin that does not answer or refuses us; ``said`` is git's own text."""
    lines = [line for line in redacted(said).splitlines() if line.strip()]
    reason = next((line for line in lines if line.startswith(("fatal:", "ERROR:"))), "; ".join(lines[-2:]))
    return UnreachableError(
        f"{git.remote} cannot be reached: {reason}",
        where=url,
        expected="a repository that answers without asking for a password",
        remedy=f"git ls-remote {git.remote}",
    )


def _remote_lines(listed: bytes) -> tuple[str | None, dict[str, str]]:
    """The branch that origin's HEAD names, and its refs by full name."""
    default, refs = None, {}
    for line in os.fsdecode(listed).split("\n"):
        target, _, name = line.partition("\t")
        if name == "HEAD" and target.startswith("ref: refs/heads/"):
            default = target.removeprefix("ref: refs/heads/")
        elif not target.startswith("ref: "):
            refs[name] = target
    return default, refs


def _below(prefix: str, refs: dict[str, str]) -> dict[str, str]:
    return {name.removeprefix(prefix): target for name, target in refs.items() if name.startswith(prefix)}


def _remote_tags(refs: dict[str, str]) -> dict[str, Tag]:
    return {
        name: Tag(name=name, object=target, commit=refs.get(f"{name}^{{}}", target))
        for name, target in refs.items()
        if not name.endswith("^{}")
    }


def _compared(git: GitState, theirs: str | None) -> tuple[bool, bool]:
    """Whether ``theirs`` contains HEAD, and whether HEAD lacks some of it; a commit unknown here is lacking."""
    if theirs is None:
        return False, False
    if theirs == git.head:
        return True, False
    done = look(
        git.repository, "rev-list", "--left-right", "--count", f"{git.head}...{theirs}", "--", check=False
    )
    if done.code != 0:
        return False, True
    ours_only, theirs_only = done.text.split()
    return ours_only == "0", theirs_only != "0"


def _noted(git: GitState) -> str:
    """Give what the remote-tracking branch here says of the current branch; empty without one."""
    ref = f"refs/remotes/{git.remote}/{git.branch}"
    return look(git.repository, "rev-parse", "--verify", "--quiet", ref, check=False).text


def _is_porcelain(line: str) -> bool:
    """Whether a line is one for programs: the state of a ref, or where to, or the end."""
    return "\t" in line[1:2] or line.startswith("To ") or line == "Done"
