"""Where what a release left for later has to stand: an issue on GitHub, the project's own todo file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from release_tasks.core.branches import Fetch, Ref
from release_tasks.core.findings import Evidence
from release_tasks.core.follow_ups import WRITTEN, FollowUp, Unwritten, unwritten, written
from release_tasks.core.github.follow_ups import WriteFollowUps, lacks
from release_tasks.core.github.pulls import OpenPull
from release_tasks.core.ledger import Ledger, Record
from release_tasks.core.left_for_later import LeftForLater
from release_tasks.core.model import Change, Done, Fail, fail
from release_tasks.core.project import Project
from release_tasks.core.target import Target
from release_tasks.core.todo import AddToTodo, TodoFile, lacking, todo_line, with_lines
from release_tasks.core.writing import FileEdit, WriteFiles

ByPlace = Change | Fail | Done


def in_issue(left: LeftForLater) -> ByPlace | None:
    """Hold that the issue has a box for each follow-up, ticked where it was done after all; None where none can be."""
    if left.github.absent:
        return None
    what = unwritten(left.ledger, "issue")
    if not what:
        return _noted(left.ledger, "issue")
    issue = left.issue.get()
    if issue.absent:
        return None
    there = issue.found
    if there is not None and not lacks(there.body or "", what):
        return Done(evidence=(Evidence(what=there.html_url),))
    if there is None and not what.open:
        return Done()
    action = WriteFollowUps(
        what=what,
        name=left.project.name,
        version=left.target.version,
        labels=left.project.follow_ups.labels,
        number=there.number if there else 0,
    )
    return Change(actions=(action,), because=f"GitHub does not say {_of(what)}")


def in_todo(left: LeftForLater) -> ByPlace | None:
    """Hold that the todo file has a line for each follow-up, at origin or in what is proposed there; None without one."""
    if left.project.follow_ups.todo is None:
        return None
    what = unwritten(left.ledger, "todo")
    if not what.open:
        return _unproposed(left) or _noted(left.ledger, "todo")
    file, project = left.todo.get(), left.project
    missing = lacking(file.text, project.name, left.target.version, what.open)
    if file.ignored:
        return _local(project, left.target, file, missing)
    if file.unfetched:
        refs = tuple(Ref(name=f"refs/heads/{branch}", target=commit) for branch, commit in file.unfetched)
        return Change(
            actions=(Fetch(refs=refs),), because=f"{project.remote} has commits that are not known here"
        )
    if not file.base:
        return fail(
            f"{project.remote} has no branch {file.branch or 'at all'}",
            file.path,
            expected="the branch that releases are made from",
            remedy=f"git push --set-upstream {project.remote} HEAD, or state branch in the settings",
        )
    return _at_origin(left, file, missing) if missing else _on(file.branch, file)


def _at_origin(left: LeftForLater, file: TodoFile, missing: tuple[FollowUp, ...]) -> ByPlace:
    """The lines that are missing: pushed, or proposed where they are not proposed already."""
    name, version = left.project.name, left.target.version
    unproposed = lacking(file.proposed, name, version, missing) if file.proposal_base else missing
    if not unproposed:
        return _unproposed(left) or _on(f"{file.proposal}, for somebody to merge into {file.branch}", file)
    action = AddToTodo(
        path=file.path,
        name=name,
        version=version,
        follow_ups=unproposed if left.proposes else missing,
        base=(left.proposes and file.proposal_base) or file.base,
        branch=file.proposal if left.proposes else file.branch,
        proposal=file.proposal,
        url=left.remote.get().url,
    )
    because = f"{file.path} does not say {_of(unwritten(left.ledger, 'todo'))}"
    return Change(actions=(action, *_opening(left, file)), because=because)


def _on(branch: str, file: TodoFile) -> Done:
    return Done(evidence=(Evidence(what=f"{file.path} on {branch}"),))


def _unproposed(left: LeftForLater) -> Change | None:
    """A branch that proposes lines, and no pull request yet: a run may have ended between the two."""
    if not left.asks_by_pull or not (file := left.todo.get()).proposal_base:
        return None
    opening = _opening(left, file)
    return Change(actions=opening, because=f"nobody is asked to merge {file.proposal}") if opening else None


def _opening(left: LeftForLater, file: TodoFile) -> tuple[OpenPull, ...]:
    """The pull request to open; none where there is one, or somebody closed it with what the branch holds."""
    if not left.asks_by_pull:
        return ()
    if any(each.open or each.head.sha == file.proposal_base for each in left.pulls.get().found):
        return ()
    release = f"{left.project.name} {left.target.version}"
    title = f"chore(release): what {release} left for later"
    body = f"Lines for {file.path}: what the release of {release} left for later."
    return (OpenPull(head=file.proposal, base=file.branch, title=title, body=body),)


def united(places: Iterable[ByPlace], left: tuple[FollowUp, ...]) -> ByPlace:
    """One outcome of all places: what fails, else what is to be done, else where all of it stands."""
    judged = tuple(places)
    if failed := [each for each in judged if isinstance(each, Fail)]:
        return Fail(findings=tuple(finding for each in failed for finding in each.findings))
    if changes := [each for each in judged if isinstance(each, Change)]:
        return Change(
            actions=tuple(action for each in changes for action in each.actions),
            because="; ".join(each.because for each in changes),
        )
    where = [found.what for each in judged if isinstance(each, Done) for found in each.evidence]
    number = f"{len(left)} item{'s are' if len(left) != 1 else ' is'} left for later"
    headline = Evidence(what=f"{number}, written down: {', '.join(where)}" if where else number)
    return Done(evidence=(headline, *(Evidence(what=each.told) for each in left)))


def _local(project: Project, target: Target, file: TodoFile, missing: tuple[FollowUp, ...]) -> ByPlace:
    """A file that git ignores is nobody else's: it is written, and not committed."""
    if not missing:
        return Done(evidence=(Evidence(what=f"{file.path}, which git ignores"),))
    lines = tuple(todo_line(project.name, target.version, each) for each in missing)
    edit = FileEdit(path=project.repository / file.path, before=file.text, after=with_lines(file.text, lines))
    summary = (f"add to {file.path}, which git ignores", *(f"    | {line}" for line in lines))
    entry = written("todo", Unwritten(open=missing), file.path)
    return Change(
        actions=(
            WriteFiles(edits=(edit,), summary=summary, stales=(TodoFile,)),
            Record(kind=entry.kind, bound_to=entry.bound_to, data=entry.data),
        ),
        because=f"{file.path} does not say {_of(Unwritten(open=missing))}",
    )


def _noted(ledger: Ledger, place: str) -> Done:
    entry = ledger.latest(WRITTEN, place)
    return Done(evidence=(Evidence(what=entry.data["where"]),) if entry else ())


def _of(what: Unwritten) -> str:
    parts = []
    if what.open:
        parts.append(f"that {_were([each.item for each in what.open])} left for later")
    if what.done:
        parts.append(f"that {_were(what.done)} done since")
    return " and ".join(parts)


def _were(items: Sequence[str]) -> str:
    return f"{', '.join(items)} {'was' if len(items) == 1 else 'were'}"
