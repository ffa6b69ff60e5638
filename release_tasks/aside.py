"""What is told of a run after it: judged on the run's report, whatever came of it, and never its failure.

The items themselves stand in ``checklist.always``; each is asked for by a setting or an option.
"""

from __future__ import annotations

from dataclasses import replace

from release_tasks.checklist import BESIDE, STAGES, all_items, stage_items
from release_tasks.core.errors import UsageError
from release_tasks.core.events import Event, ItemSettled
from release_tasks.core.findings import Finding
from release_tasks.core.github.checklist_issue import Tracking
from release_tasks.core.given import Lazy
from release_tasks.core.model import Ask, Fail, Item, Outcome, Unreachable, Warn
from release_tasks.core.project import Project
from release_tasks.core.report import Overview, Report, Settled
from release_tasks.core.request import Request
from release_tasks.gathering import Facts
from release_tasks.walk import Mode, Walk


def asides(facts: Facts, request: Request, mode: Mode) -> tuple[Item, ...]:
    """The items that follow a run: of a whole stage, and of a look at all of them."""
    if request.task not in STAGES and mode is not Mode.LOOK:
        return ()
    try:
        wanted = facts.get(Tracking).wanted
    except UsageError:  # there is no version to look at, which the item tells
        wanted = facts.get(Project).hosting.tracker
    return stage_items(BESIDE) if wanted else ()


def with_asides(report: Report, items: tuple[Item, ...], walk: Walk) -> Report:
    """The same report with what was told of it."""
    if not items:
        return report
    walk.facts.give(report)
    walk.facts.give(Overview(settled=Lazy(lambda: _looked_at(report, walk))))
    beside = walk.beside(walk.mode, lambda event: walk.events.emit(_softened(event)))
    if walk.asking.stages:
        beside.asking.stages.add(BESIDE)
    settled = [beside.settle(each) for each in items]
    softened = (replace(each, outcome=_warning(each.item, each.outcome)) for each in settled)
    return replace(report, settled=(*report.settled, *softened))


def _looked_at(report: Report, walk: Walk) -> tuple[Settled, ...]:
    """How the items stand that were no part of the run."""
    judged = {each.item.id for each in report.settled}
    look = walk.beside(Mode.LOOK, lambda _event: None)
    return look.through([each for each in all_items() if each.id not in judged])


def _softened(event: Event) -> Event:
    if isinstance(event, ItemSettled):
        return replace(event, outcome=_warning(event.item, event.outcome))
    return event


def _warning(item: Item, outcome: Outcome) -> Outcome:
    """What went wrong here is no failure of the release."""
    match outcome:
        case Fail(findings=findings, evidence=evidence):
            return Warn(findings=findings, evidence=evidence, left=True)
        case Unreachable(reason=reason, remedy=remedy) | Ask(question=reason, hint=remedy):
            return Warn(findings=(Finding(kind=reason, subject=item.name, remedy=remedy),), left=True)
        case _:
            return outcome
