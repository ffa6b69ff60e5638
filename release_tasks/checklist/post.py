"""Stage post: what users get is verified, the release is told, and what is left is written down."""

from __future__ import annotations

from typing import Annotated

from release_tasks.checklist import item
from release_tasks.core.branches import CommitsMissing
from release_tasks.core.findings import Evidence
from release_tasks.core.follow_ups import in_one_line
from release_tasks.core.gate.index_install import IndexInstall
from release_tasks.core.gate.verdicts import Verdict, together
from release_tasks.core.github import GitHub
from release_tasks.core.github.hotfixes import HotfixPulls
from release_tasks.core.github.release_page import ReleasePage
from release_tasks.core.github.tracked_release import TrackedRelease
from release_tasks.core.github.verification import OtherSystems
from release_tasks.core.given import Lazy
from release_tasks.core.ledger import Entry
from release_tasks.core.left_for_later import LeftForLater
from release_tasks.core.model import Ok, Outcome, Skip
from release_tasks.core.request import Request
from release_tasks.core.telling import Telling
from release_tasks.judgement.answers import confirmed
from release_tasks.judgement.installs import on_record
from release_tasks.judgement.listings import not_there
from release_tasks.judgement.post.channels import (
    elsewhere,
    told,
    told_now,
    unable,
    unknown,
    users_have_it,
)
from release_tasks.judgement.post.closing import settled
from release_tasks.judgement.post.hotfixes import brought_back
from release_tasks.judgement.post.left_for_later import in_issue, in_todo, united
from release_tasks.judgement.post.other_systems import everywhere
from release_tasks.judgement.post.release_page import page_of


@item(source="https://pip.pypa.io/en/stable/topics/secure-installs/")
def verify_pypi(install: Annotated[IndexInstall, "pypi"], others: OtherSystems) -> Outcome:
    """The version installs by hash from the index, on each Python, here and on other systems."""
    release = install.release
    if outcome := not_there(release, after="promote.listed"):
        return outcome
    known = on_record(install)
    shown = everywhere(install, known, others) if isinstance(known, Entry) else known
    if not isinstance(shown, Verdict):
        return shown
    headline = f"{release.project.name} {release.target.version} from {release.page.endpoint.listing}"
    return together((shown,), release.required, headline=headline)


@item(source="https://docs.github.com/en/rest/releases/releases")
def github_release(github: GitHub, page: Lazy[ReleasePage]) -> Outcome:
    """The release is published on GitHub, with the changelog's notes and the released files."""
    return Skip(reason=github.absent) if github.absent else page_of(page.get())


@item(source="https://docs.github.com/en/rest/pulls/pulls")
def merge_back(
    request: Request, missing: CommitsMissing, github: GitHub, pulls: Lazy[HotfixPulls]
) -> Outcome:
    """Hotfixes made during the release are merged back; what cannot be merged from here is listed."""
    return brought_back(request, missing, github, pulls)


@item(source="https://docs.github.com/en/rest/issues/issues")
def issues(github: GitHub, tracked: Lazy[TrackedRelease]) -> Outcome:
    """Issues that the release resolves are closed, and its milestone."""
    return Skip(reason=github.absent) if github.absent else settled(tracked.get())


@item(source="https://docs.github.com/en/rest/issues/issues")
def follow_ups(left: LeftForLater) -> Outcome:
    """What was left out of this release is written down where it will be found."""
    if left.nothing:
        return Ok(evidence=(Evidence(what="nothing was left out"),))
    places = [each for each in (in_issue(left), in_todo(left)) if each is not None]
    if places or not left.open:
        return united(places, left.open)
    question = f"What was left out is written down where it will be found ({in_one_line(left.open)})?"
    return confirmed(left.ledger, "post.follow-ups", question, left.target.version)


@item(source="https://packaging.python.org/en/latest/flow/")
def announce(telling: Telling, install: Lazy[Annotated[IndexInstall, "pypi"]]) -> Outcome:
    """Stakeholders are told, each channel once, of a release that users can install."""
    if not telling.project.channels:
        return Skip(reason="no channel is configured; announce in [tool.release-tasks] would name some")
    if not telling.untold:
        return unknown(telling) or told(telling)
    if not telling.announcements.able:
        return unable()
    if outcome := users_have_it(install.get()):
        return outcome
    return elsewhere(telling) if telling.by_a_stranger else told_now(telling)
