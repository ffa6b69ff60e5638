"""What becomes of the issues that a release resolves, and of its milestone.

Issues are only closed where something that was merged says so and nobody has opened them again. Comments on issues
that are closed already reach everybody who ever wrote there, so they are made only where settings ask for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from release_tasks.core.action import Action
from release_tasks.core.findings import Evidence
from release_tasks.core.github.closing import (
    CloseMilestone,
    IssueNote,
    LinkedIssue,
    MoveItems,
    ReleaseIssues,
    SettleIssues,
    named_like,
    next_milestone,
    released_comment,
    released_key,
)
from release_tasks.core.github.tracked_release import TrackedRelease
from release_tasks.core.github.tracker import Issue, Milestone
from release_tasks.core.model import Ask, Change, Done, Ok, Outcome, Skip, fail
from release_tasks.judgement.listings import not_there

ITEM = "post.issues"
STAY = "stay"
"""The answer of a person who leaves open items where they are."""


def settled(tracked: TrackedRelease) -> Outcome:
    """Judge the issues and the milestone of a release that is out."""
    if outcome := not_there(tracked.release, after="promote.listed"):
        return outcome
    found = tracked.issues.get()
    if found.tag is None:
        return fail(
            "the release's tag is not here, so nobody can tell what it brought",
            tracked.tag,
            expected="the tag of the release",
            remedy=f"git fetch {tracked.project.remote} tag {tracked.tag}; where it was never made: {tracked.request.command('tag')}",
            after="tag.tag",
        )
    if found.off:
        return Skip(reason=f"{tracked.github.repository} has its issues switched off")
    notes = tuple(_notes(tracked))
    left = _left(found, notes)
    where = _destination(tracked, left)
    if left and where is None:
        return _whereto(tracked, left)
    actions = [*_settling(tracked, notes), *_emptying(found.milestone, left, where)]
    if actions:
        return Change(actions=tuple(actions), because=_because(notes, found.milestone))
    evidence = tuple(Evidence(what=each) for each in _told(tracked))
    return Done(evidence=evidence) if found.linked or found.milestone else Ok(evidence=evidence)


def _notes(tracked: TrackedRelease) -> Iterator[IssueNote]:
    for each in tracked.issues.get().linked:
        speak = not each.told and (each.to_close or tracked.project.hosting.issue_comments)
        if each.to_close or (each.done and speak):
            yield IssueNote(
                number=each.issue.number, title=each.issue.title, comment=speak, close=each.to_close
            )


def _left(found: ReleaseIssues, notes: tuple[IssueNote, ...]) -> tuple[Issue, ...]:
    """What is open in an open milestone, and will be."""
    closing = {each.number for each in notes if each.close}
    is_open = found.milestone is not None and found.milestone.state == "open"
    return tuple(each for each in found.items if each.number not in closing) if is_open else ()


def _destination(tracked: TrackedRelease, left: tuple[Issue, ...]) -> Milestone | str | None:
    """Where open items go: a milestone, the title of one to be made, or what a person said; None: nobody knows."""
    found, version = tracked.issues.get(), tracked.target.version
    stated = tracked.project.hosting.next_milestone
    known = next_milestone(found.open_milestones, tracked.project, version, stated)
    if known or not left:
        return known
    answer = tracked.ledger.latest("answer", version, item=ITEM)
    said = str(answer.data["text"]).strip() if answer else ""
    if not said:
        return None
    return STAY if said.casefold() == STAY else (named_like(found.open_milestones, said) or said)


def _whereto(tracked: TrackedRelease, left: tuple[Issue, ...]) -> Ask:
    milestone = tracked.issues.get().milestone
    assert milestone is not None, "its items are open"
    listed = "".join(f"\n#{each.number} {each.title}" for each in left)
    question = (
        f"To which milestone go the open items of {milestone.title}? None of a later version is open. "
        f"Name one (a new one is made), or say {STAY} to leave them:{listed}"
    )
    return Ask(
        question=question,
        bound_to=tracked.target.version,
        hint=f"pass --answer issues=TITLE or --answer issues={STAY}; next-milestone in the settings says it once for all",
    )


def _settling(tracked: TrackedRelease, notes: tuple[IssueNote, ...]) -> Iterator[Action]:
    if notes:
        project, version, github = tracked.project, tracked.target.version, tracked.github
        page = f"{github.web}/{github.repository}/releases/tag/{quote(tracked.tag, safe='')}"
        yield SettleIssues(
            notes=notes,
            comment=released_comment(project, version, page),
            key=released_key(project, version),
        )


def _emptying(
    milestone: Milestone | None, left: tuple[Issue, ...], where: Milestone | str | None
) -> Iterator[Action]:
    if milestone is None or milestone.state != "open":
        return
    if left and isinstance(where, Milestone):
        yield MoveItems(items=left, title=where.title, number=where.number)
    elif left and isinstance(where, str) and where != STAY:
        yield MoveItems(items=left, title=where)
    yield CloseMilestone(number=milestone.number, title=milestone.title)


def _because(notes: tuple[IssueNote, ...], milestone: Milestone | None) -> str:
    closing = sum(each.close for each in notes)
    parts = []
    if closing:
        parts.append(
            f"{closing} issue{'s' * (closing != 1)} that it resolves {'are' if closing != 1 else 'is'} open"
        )
    if len(notes) > closing:
        parts.append(f"{len(notes) - closing} were not told of it")
    if milestone and milestone.state == "open":
        parts.append(f"its milestone {milestone.title} is open")
    return "; ".join(parts)


def _told(tracked: TrackedRelease) -> Iterator[str]:
    found = tracked.issues.get()
    resolved = [each for each in found.linked if each.resolved and each.issue.state == "closed"]
    since = f"since {found.since}" if found.since else "since the beginning"
    if resolved:
        yield f"the changes {since} resolve {_named(resolved)}, all closed"
    else:
        yield f"the changes {since} name no issue that they resolve, which is open or closed here"
    if reopened := [each for each in found.linked if each.resolved and each.issue.state == "open"]:
        yield f"left open, for somebody opened it again: {_named(reopened)}"
    if named := [each for each in found.linked if not each.resolved and each.issue.state == "open"]:
        yield f"left open, for nothing that was merged says that it closes it: {_named(named)}"
    if found.milestone:
        yield f"the milestone {found.milestone.title} is closed"
    else:
        yield "there is no milestone called like this release"


def _named(linked: list[LinkedIssue]) -> str:
    return ", ".join(f"#{each.issue.number} ({each.because})" for each in linked)
