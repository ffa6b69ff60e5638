"""The rehearsal: all stages of a release, for real, in a clone, against a bare remote and embedded indexes.

Questions to a person are answered by a script, and the answers say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from release_tasks.checklist import STAGES
from release_tasks.console import Console
from release_tasks.core.errors import ExitCode, ReleaseTasksError, UsageError
from release_tasks.core.findings import Reach
from release_tasks.core.git import GitState, LastRelease, Tags
from release_tasks.core.github import GitHub
from release_tasks.core.index import IndexEndpoint, Indexes
from release_tasks.core.model import Ask, Change, Item
from release_tasks.core.person import Consent
from release_tasks.core.project import Project
from release_tasks.core.report import Report, worst
from release_tasks.core.request import Request
from release_tasks.core.sources import VersionSources
from release_tasks.core.target import Target, tag_name
from release_tasks.core.version import parse
from release_tasks.gathering import Facts
from release_tasks.rehearsal.clone import Clone, clone, fingerprint, uncommitted
from release_tasks.rehearsal.surroundings import surroundings
from release_tasks.runner import run
from release_tasks.walk import Mode
from release_tasks.world.files.temporary import temporary_folder


class ScriptedPerson:
    """Says yes to every change and every question, and tells that a script said so."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def consent(self, item: Item, change: Change, reach: Reach) -> Consent | None:
        """Yes: in a rehearsal nothing leaves the machine."""
        return Consent.YES

    def answer(self, item: Item, ask: Ask) -> str | None:
        """Yes, in a person's place."""
        self._console.heading(f"          ?  {ask.question}".replace("\n", f"\n{' ' * 13}"))
        self._console.heading("             yes (a scripted answer: a real release asks a person)")
        return "yes"


def rehearse(request: Request, console: Console) -> ExitCode:
    """Rehearse a whole release, draw it, and give the exit code of its worst stage.

    :raises ReleaseTasksError: the rehearsal could not be set up.
    """
    if request.only:
        raise UsageError(
            "a rehearsal is of the whole release",
            where="--only",
            expected="no --only; --skip ITEM=REASON leaves items out",
            remedy=request.command("rehearse"),
        )
    facts = Facts({Request: request}, offline=request.offline)
    project = facts.get(Project)
    version = request.version or _next(facts, project)
    if request.dry_run:
        console.heading(f"would rehearse {project.name} {version} in a throw-away clone")
        return ExitCode.FINE
    before = fingerprint(project.repository)
    with temporary_folder("rehearsal") as folder:
        made = clone(project, folder)
        for path in uncommitted(project.repository):
            console.heading(f"not part of the rehearsal, because it is not committed: {path}")
        # Offline is kept by the clone itself: its origin and its indexes are on this machine.
        there = replace(request, root=made.root, version=version, yes=True, yes_public=True, offline=False)
        with surroundings(there, made, folder, facts.get(GitHub).repository, console.heading) as given:
            reports = _rehearsed(there, console, given)
    touched = fingerprint(project.repository) != before
    sent = _sent(reports.values(), _real_places(made, Facts(given, offline=True), facts))
    console.rehearsed(reports, touched=touched, sent=sent)
    return ExitCode.BUG if touched else worst(each.exit_code for each in reports.values())


def _rehearsed(request: Request, console: Console, given: Mapping[type, object]) -> dict[str, Report]:
    """Run each stage until one does not pass, and look at the whole at last."""
    reports: dict[str, Report] = {}
    for stage in STAGES:
        console.heading(f"{stage}")
        reports[stage] = _stage(replace(request, task=stage), stage, console, given)
        if reports[stage].exit_code is not ExitCode.FINE:
            return reports
        # A word counts from the last release, and the tag stage makes a new one.
        request = replace(request, version=reports[stage].version)
    console.heading("status")
    return {**reports, "status": _status(replace(request, task="status", version=None), given)}


def _stage(request: Request, stage: str, console: Console, given: Mapping[type, object]) -> Report:
    return run(request, (stage,), Mode.ACT, emit=console.emit, person=ScriptedPerson(console), given=given)


def _status(request: Request, given: Mapping[type, object]) -> Report:
    """Look at the whole checklist once more, with nothing known but what the world shows: all has to be settled."""
    console = Console(as_json=request.json, brief=True)
    emit = console.emit if not request.json else lambda _event: None
    seen = run(request, STAGES, Mode.LOOK, emit=emit, person=console, given=given)
    return replace(seen, looking=False)


def _sent(reports: Iterable[Report], real: Mapping[str, str]) -> list[str]:
    """What left the clone, in the order in which it did, with the places that a real release sends it to."""
    actions = [
        action
        for report in reports
        for settled in report.settled
        for action in settled.performed
        if action.reach is not Reach.LOCAL
    ]
    lines = [line for action in actions for line in action.describe()]
    for here, there in real.items():
        lines = [line.replace(here, there) for line in lines]
    return lines


def _real_places(made: Clone, given: Facts, facts: Facts) -> dict[str, str]:
    """Where a real release would send what went to each of the rehearsal's places, as far as that is known."""
    try:
        real = facts.get(Indexes)
    except ReleaseTasksError:
        real = None
    hosted, indexes = given.get(GitHub), given.get(Indexes)
    places = {
        str(made.origin): facts.get(GitState).origin or "origin, once there is one",
        **_of_index(indexes.pypi, real.pypi if real else None, "the index, once it can be read from .pypirc"),
        **_of_index(indexes.testpypi, real.testpypi if real else None, "a test index, once one is named"),
        hosted.web: facts.get(GitHub).web or "GitHub",
    }
    return {here: there for here, there in places.items() if here}


def _of_index(here: IndexEndpoint | None, there: IndexEndpoint | None, unknown: str) -> dict[str, str]:
    """Its pages come first: their address may begin with that for uploads."""
    if here is None:
        return {}
    return {here.listing: there.listing if there else unknown, here.shown: there.shown if there else unknown}


def _next(facts: Facts, project: Project) -> str:
    """The version to rehearse when none is given: what the sources state if it is unreleased, else the next minor one."""
    last, tags = facts.get(LastRelease), facts.get(Tags)
    stated = _in_flight(facts, last)
    if stated is not None and tag_name(project.tag, stated) not in tags.by_name:
        return stated
    if last.version is not None and parse(last.version).is_prerelease:
        raise UsageError(
            f"the last release, {last.version}, is a pre-release, so the next version could be one or the other",
            where=project.name,
            expected="the version to rehearse",
            remedy=facts.get(Request).command("rehearse", "final"),
        )
    return "minor"


def _in_flight(facts: Facts, last: LastRelease) -> str | None:
    """The version in flight; None where no file can state it, and there is a release to count the next one from."""
    try:
        return facts.get(Target).version
    except UsageError:
        if last.version is None or facts.get(VersionSources).spots:
            raise
        return None
