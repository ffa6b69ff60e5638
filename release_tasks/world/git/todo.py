"""The project's todo file at origin: read from the commits that are known here, and added to in a commit of its own.

That commit is made without the work tree and its index, so that nothing else gets into it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from release_tasks.core.actions import Push
from release_tasks.core.branches import Ref
from release_tasks.core.errors import ActionError
from release_tasks.core.events import Events
from release_tasks.core.findings import Reach
from release_tasks.core.follow_ups import Unwritten, written
from release_tasks.core.git import GitState, RemoteRefs
from release_tasks.core.ledger import Entry
from release_tasks.core.project import Project
from release_tasks.core.target import Target, tag_name
from release_tasks.core.todo import AddToTodo, TodoFile, with_lines
from release_tasks.world.files.reading import content_if_there, ignored_by_git
from release_tasks.world.git.blobs import Blobs
from release_tasks.world.git.branches import unknown
from release_tasks.world.git.changes import require_identity
from release_tasks.world.git.command import change, failed, look
from release_tasks.world.git.origin import push
from release_tasks.world.git.tree import scratch_index

_PLAIN = f"{stat.S_IFREG | 0o644:o}"


def todo_file(project: Project, target: Target, git: GitState, remote: RemoteRefs) -> TodoFile:
    """Read the todo file that settings name, as origin has it."""
    assert project.follow_ups.todo is not None, "nobody asks where no file is named"
    place = project.follow_ups.todo
    path = Path(os.path.relpath(place, project.repository)).as_posix()
    if ignored_by_git([place], project.repository):
        return TodoFile(path=path, text=content_if_there(place), ignored=True)
    branch = project.branch or remote.default_branch or git.branch or ""
    proposal = f"follow-ups/{tag_name(project.tag, target.version)}"
    refs = {each: remote.branches[each] for each in (branch, proposal) if each in remote.branches}
    missing = {each.name for each in unknown(project.repository, _refs(refs))}
    blobs = Blobs(git.repository)
    known = {name: commit for name, commit in refs.items() if f"refs/heads/{name}" not in missing}
    base, proposed = known.get(branch, ""), known.get(proposal, "")
    return TodoFile(
        path=path,
        branch=branch,
        base=base,
        text=blobs.read(base, path) if base else None,
        proposal=proposal,
        proposal_base=proposed,
        proposed=blobs.read(proposed, path) if proposed else None,
        unfetched=tuple((name, commit) for name, commit in refs.items() if name not in known),
    )


def add_to_todo(action: AddToTodo, events: Events, git: GitState) -> Entry:
    """Make the commit, push it, and bring the branch that is checked out here forward to it where that is easy.

    :raises ActionError: origin refuses the push; says how to propose it.
    :raises UnreachableError: origin does not answer.
    :raises UsageError: git does not know who commits.
    """
    require_identity(git)
    commit = _commit(action, git)
    refspec = f"{commit}:refs/heads/{action.branch}"
    try:
        push(Push(refspecs=(refspec,), url=action.url, reach=Reach.REMOTE), events, git)
    except ActionError as error:
        raise _refused(action, commit, git, error) from None
    _bring_forward(action, commit, git, events)
    return written("todo", Unwritten(open=action.follow_ups), f"{action.path} on {action.branch}")


def _refs(branches: dict[str, str]) -> Iterator[Ref]:
    return (Ref(name=f"refs/heads/{name}", target=commit) for name, commit in branches.items())


def _commit(action: AddToTodo, git: GitState) -> str:
    """Commit the file with its new lines on top of the base, and nothing else."""
    where, path = git.repository, action.path
    before = Blobs(where).read(action.base, path)
    blob = look(where, "hash-object", "-w", "--stdin", stdin=with_lines(before, action.lines)).text
    entry = look(where, "ls-tree", action.base, "--", f":(top,literal){path}").text
    mode = entry.partition(" ")[0] or _PLAIN
    with scratch_index(where, scratch_objects=False) as scratch:
        look(where, "read-tree", action.base, env=scratch)
        look(where, "update-index", "--add", "--cacheinfo", f"{mode},{blob},{path}", env=scratch)
        tree = look(where, "write-tree", env=scratch).text
    signs = look(where, "config", "--type=bool", "--get", "commit.gpgSign", check=False).text == "true"
    signed = ("-S",) if signs else ()
    done = change(
        where,
        *("commit-tree", *signed, "-p", action.base, "-m", action.message, tree),
        on_line=lambda _text: None,
        terminal=signs,
    )
    if done.code != 0:
        raise failed(done)
    return done.text.splitlines()[-1]


def _refused(action: AddToTodo, commit: str, git: GitState, error: ActionError) -> ActionError:
    """A branch that takes no pushes of ours takes a proposal."""
    if action.branch == action.proposal:
        return error
    return ActionError(
        error.what,
        where=error.where,
        expected=f"a {action.branch} that takes the commit with the todo file",
        remedy=f"git push {git.remote} {commit}:refs/heads/{action.proposal}, and propose that; or state "
        'release-by = "pull-request", and run this again',
    )


def _bring_forward(action: AddToTodo, commit: str, git: GitState, events: Events) -> None:
    if git.branch != action.branch:
        return
    if git.head == action.base:
        done = change(git.repository, "merge", "--ff-only", "--quiet", commit, on_line=lambda _text: None)
        if done.code == 0:
            return
    events.line(
        "todo", f"your {action.branch} lacks that commit: git pull --rebase {git.remote} {action.branch}"
    )
