"""What settings state of the project's repository on GitHub."""

from __future__ import annotations

from urllib.parse import urlsplit

from msgspec import UNSET, UnsetType

from release_tasks.core.github import HOTFIX_BRANCHES, Hosting
from release_tasks.core.github.address import is_repository
from release_tasks.world.settings.after_tag import AfterTagSettings
from release_tasks.world.settings.reading import Stated


def hosting(stated: Stated) -> Hosting:
    """Give what is stated; all else is found when GitHub is asked.

    :raises UsageError: the repository is not of the form OWNER/NAME, or the API's address is none.
    """
    values = stated.values
    repository, api = values.repository or "", values.github_api or ""
    if repository and not is_repository(repository):
        raise stated.wrong("repository", what=f"{repository!r} names no repository", expected="OWNER/NAME")
    if api and not (urlsplit(api).scheme in ("https", "http") and urlsplit(api).hostname):
        raise stated.wrong("github-api", what=f"{api!r} is no address", expected="https://HOST/api/v3")
    return Hosting(
        repository=repository,
        api=api,
        workflow=values.workflow or "",
        environment=values.environment or "",
        blocker_labels=None if values.blocker_labels is UNSET else tuple(values.blocker_labels),
        required_checks=None if values.required_checks is UNSET else tuple(values.required_checks),
        follow_s=60.0 * (values.follow_minutes or 180),
        reruns=1 if values.reruns is UNSET else values.reruns,
        flaky=() if values.flaky is UNSET else tuple(values.flaky),
        smoke_jobs=None if values.smoke_jobs is UNSET else tuple(values.smoke_jobs),
        release_assets=_assets(values),
        issue_comments=bool(values.issue_comments),
        next_milestone=values.next_milestone or "",
        release_by=values.release_by or "push",
        ci_dry_run=values.ci_dry_run is True,
        dispatch_inputs=_inputs(values.dispatch_inputs),
        tracker=values.tracker is True,
        hotfix_branches=HOTFIX_BRANCHES if values.hotfix_branches is UNSET else tuple(values.hotfix_branches),
    )


def _inputs(stated: dict[str, str | bool | int] | UnsetType) -> dict[str, str]:
    """Inputs as GitHub takes them: each is a text."""
    given = {} if stated is UNSET else stated
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in given.items()
    }


def _assets(values: AfterTagSettings) -> bool | tuple[str, ...] | None:
    match values.release_assets:
        case list(patterns):
            return tuple(patterns)
        case bool(wanted):
            return wanted
        case _:
            return None
