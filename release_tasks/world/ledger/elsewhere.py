"""The ledger with what runs on other machines recorded: the release tracker stands in for their ledgers."""

from __future__ import annotations

from heapq import merge

from release_tasks.core.errors import ReleaseTasksError
from release_tasks.core.github import GitHub
from release_tasks.core.github.checklist_issue import KIND, Tracker, Tracking
from release_tasks.core.github.checklist_lines import entries_in
from release_tasks.core.given import Lazy
from release_tasks.core.ledger import EarlierRuns, Elsewhere, Ledger
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.core.target import Target
from release_tasks.world.ledger import ledger as own


def tracking(project: Project, request: Request, before: EarlierRuns) -> Tracking:
    """Whether an issue is to hold the checklist; once asked for, it is kept without being asked for again."""
    kept = before.ledger.latest(KIND) is not None
    return Tracking(wanted=project.hosting.tracker or request.tracker or kept)


def elsewhere(tracking: Tracking, github: Lazy[GitHub], tracker: Lazy[Tracker]) -> Elsewhere:
    """What the tracker holds, where there is one; without an answer from GitHub, items ask people again."""
    if not tracking.wanted or github.get().absent:
        return Elsewhere()
    try:
        found = tracker.get().found
    except ReleaseTasksError:  # the tracker's own item tells what is wrong
        return Elsewhere()
    return Elsewhere(entries=entries_in(found[0].body or "") if len(found) == 1 else ())


def ledger(project: Project, target: Target, elsewhere: Elsewhere) -> Ledger:
    """Everything that was recorded for the release in flight, here and elsewhere, in the order of time.

    :raises UsageError: a line of the ledger here that is no entry; names file and line.
    """
    here = own.ledger(project, target).entries
    known = {(each.kind, each.item, each.bound_to, each.at) for each in here}
    further = [
        each for each in elsewhere.entries if (each.kind, each.item, each.bound_to, each.at) not in known
    ]
    return Ledger(entries=tuple(merge(here, further, key=lambda each: each.at)))
