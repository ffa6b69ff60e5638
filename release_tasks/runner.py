"""A run from request to report: what is half done is finished, the lock is taken, the items are walked through."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from release_tasks.aside import asides, with_asides
from release_tasks.checklist import all_items, items_for
from release_tasks.core.errors import UsageError
from release_tasks.core.events import Event, Events
from release_tasks.core.model import Item
from release_tasks.core.person import Person
from release_tasks.core.project import Project
from release_tasks.core.report import Report
from release_tasks.core.request import Request
from release_tasks.core.select import by_item, choose, left_out, narrow
from release_tasks.core.target import Target
from release_tasks.core.work_tree import WorkTree
from release_tasks.gathering import Facts
from release_tasks.walk import Mode, Walk
from release_tasks.world.files.temporary import temporary_folder
from release_tasks.world.files.writing import recover
from release_tasks.world.ledger.lock import held
from release_tasks.world.project.named import named_project


def run(
    request: Request,
    selectors: Sequence[str],
    mode: Mode,
    *,
    emit: Callable[[Event], None],
    person: Person,
    given: Mapping[type, object] | None = None,
) -> Report:
    """Judge the chosen items in order, and in mode ``ACT`` bring about what they want.

    ``given`` holds facts that stand for what would be gathered (a rehearsal's indexes).

    :raises ReleaseTasksError: the run could not start: usage, settings, or the project's own files.
    """
    events = Events(emit)
    about = {Request: request, Events: events, **(given or {})}
    if request.named:
        with temporary_folder("named") as folder:
            alone = {Project: named_project(request.named, folder), **about}
            return _walked(Facts(alone, offline=request.offline), selectors, mode, person)
    facts = Facts(about, offline=request.offline)
    if mode is not Mode.ACT:
        return _walked(facts, selectors, mode, person)
    _finish_interrupted_write(facts, events)
    with held(facts.get(Project), request):
        facts.renew()
        return _walked(facts, selectors, mode, person)


def _finish_interrupted_write(facts: Facts, events: Events) -> None:
    """Before any file is read: a half-written tree states no version that may be believed."""
    told = recover(facts.get(WorkTree).repository)
    if told:
        events.line("recovery", told)


def _walked(facts: Facts, selectors: Sequence[str], mode: Mode, person: Person) -> Report:
    request, events = facts.get(Request), facts.get(Events)
    chosen = choose(items_for(selectors), selectors)
    known = chosen if _names_no_other(request, chosen) else all_items()
    project = facts.get(Project)
    version, why = _in_flight(facts, mode)
    walk = Walk(
        request=request,
        mode=mode,
        events=events,
        person=person,
        facts=facts,
        left_out=left_out(request.skip, request.defer, chosen, known),
        answers=by_item(request.answers, chosen, known, option="--answer"),
    )
    items = narrow(chosen, request.only, known)
    if mode is Mode.ACT:
        walk.foresee(items)
    if mode is not Mode.LOOK:
        walk.record_left_out()
    report = Report(
        package=project.name,
        version=version,
        why=why,
        settled=walk.through(items),
        inferred=project.inferred,
        looking=mode is Mode.LOOK,
    )
    return with_asides(report, asides(facts, request, mode), walk)


def _names_no_other(request: Request, chosen: Sequence[Item]) -> bool:
    """Whether options name only items of the task itself: then the rest of the list need not be known."""
    named = {*request.only, *request.skip, *request.defer, *request.answers}
    return named <= {name for each in chosen for name in (each.id, each.name)}


def _in_flight(facts: Facts, mode: Mode) -> tuple[str, str]:
    """The version that the run is about and why; a look goes on without one, and its items say what is wrong."""
    try:
        target = facts.get(Target)
    except UsageError as error:
        if mode is not Mode.LOOK:
            raise
        return "", error.what
    return target.version, target.why
