"""Stage post: what users get is verified, the release is told, and what is left is written down."""

from __future__ import annotations

from typing import Annotated

from release_tasks.checklist import item
from release_tasks.checklist.answers import confirmed
from release_tasks.checklist.channels import telling, to_tell, told, unable, unknown, users_have_it
from release_tasks.checklist.listings import not_there
from release_tasks.checklist.release_page import page_of
from release_tasks.checklist.roles import installed
from release_tasks.core.announcing import Announcements, standing
from release_tasks.core.environments import Interpreters
from release_tasks.core.findings import Evidence
from release_tasks.core.gate.release import ListedRelease
from release_tasks.core.gate.verdicts import together
from release_tasks.core.github import GitHub
from release_tasks.core.github.release_page import ReleasePage
from release_tasks.core.given import Lazy
from release_tasks.core.ledger import EarlierRuns, Ledger
from release_tasks.core.model import Change, Ok, Outcome, Skip
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.core.target import Target

NOT_YET = "not done: this version of release-tasks changes nothing on GitHub yet"


@item(source="https://pip.pypa.io/en/stable/topics/secure-installs/")
def verify_pypi(
    request: Request, release: Annotated[ListedRelease, "pypi"], ledger: Ledger, pythons: Interpreters
) -> Outcome:
    """The version installs by hash from the index, in a clean environment of each Python."""
    if outcome := not_there(release, after="promote.listed"):
        return outcome
    page, target = release.page, release.target
    files = page.of(target.version)
    shown = installed(release.project, target, page.endpoint, files, ledger, pythons, extras=request.extras)
    if isinstance(shown, Change):
        return shown
    headline = f"{release.project.name} {target.version} from {page.endpoint.listing}"
    return together((shown,), release.required, headline=headline)


@item(source="https://docs.github.com/en/rest/releases/releases")
def github_release(github: GitHub, page: Lazy[ReleasePage]) -> Outcome:
    """The release is published on GitHub, with the changelog's notes and the released files."""
    return Skip(reason=github.absent) if github.absent else page_of(page.get())


@item(source="https://docs.github.com/en/rest/pulls/pulls")
def merge_back() -> Outcome:
    """Hotfixes made during the release are merged back."""
    return Skip(reason=NOT_YET)


@item(source="https://docs.github.com/en/rest/issues/issues")
def issues() -> Outcome:
    """Issues of the release are closed, and its milestone."""
    return Skip(reason=NOT_YET)


@item(source="https://docs.github.com/en/rest/issues/issues")
def follow_ups(target: Target, ledger: Ledger) -> Outcome:
    """What was left out of this release is written down where it will be found."""
    deferred = ledger.left_out()
    if not deferred:
        return Ok(evidence=(Evidence(what="nothing was left out"),))
    told = "; ".join(f"{item}: {entry.data['reason']}" for item, entry in deferred.items())
    question = f"What was left out is written down where it will be found ({told})?"
    return confirmed(ledger, "post.follow-ups", question, target.version)


@item(source="https://packaging.python.org/en/latest/flow/")
def announce(
    request: Request,
    project: Project,
    target: Target,
    announcements: Announcements,
    ledger: Ledger,
    before: EarlierRuns,
    release: Lazy[Annotated[ListedRelease, "pypi"]],
    pythons: Lazy[Interpreters],
) -> Outcome:
    """Stakeholders are told, each channel once, of a release that users can install."""
    if not project.channels:
        return Skip(reason="no channel is configured; announce in [tool.release-tasks] would name some")
    standings = {each.name: standing(each.name, ledger, before) for each in project.channels}
    if untold := to_tell(announcements, standings):
        if not announcements.able:
            return unable()
        return users_have_it(request, release.get(), pythons.get()) or telling(untold, standings)
    return unknown(project.name, target.version, standings) or told(announcements, standings)
