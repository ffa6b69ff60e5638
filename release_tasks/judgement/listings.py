"""What promote and post ask of a release's listing: that it is there, or that it is waited for."""

from __future__ import annotations

from release_tasks.core.gate.release import ListedRelease
from release_tasks.core.index.propagation import DEADLINE_S, propagation, to_wait_for
from release_tasks.core.model import Fail, Waiting, fail
from release_tasks.judgement.roles import to_publish
from release_tasks.judgement.uploads import sent_to


def not_there(release: ListedRelease, *, after: str) -> Waiting | Fail | None:
    """Wait for a release that is on its way, fail for one that is not; None where it is there to be judged.

    On its way is what was uploaded from here, and what the command line says to wait for. ``after`` is the item
    that has to pass first.
    """
    page, version = release.page, release.target.version
    seen = propagation(page, version, release.tested.names)
    if seen.state == "complete":
        return None
    if patience := _patience_s(release):
        return to_wait_for(seen, page, patience)
    if seen.state == "incomplete":
        return None
    newest = page.newest()
    return fail(
        "the project is quarantined" if page.status == "quarantined" else "not listed",
        f"{release.project.name} {version}",
        expected=f"its files on {page.endpoint.listing}",
        found=page.status_reason or _found(known=page.known, newest=newest),
        remedy=_remedy(release, newest),
        after="" if release.request.named and after == "promote.published" else after,
    )


def _patience_s(release: ListedRelease) -> float:
    if release.request.wait_s is not None:
        return release.request.wait_s
    return DEADLINE_S if sent_to(release.ledger, release.page.endpoint) else 0.0


def _found(*, known: bool, newest: str) -> str:
    if not known:
        return "no such project"
    return f"no such version; the newest is {newest}" if newest else "no file of any version"


def _remedy(release: ListedRelease, newest: str) -> str:
    request, name = release.request, release.project.name
    if request.named and newest:
        just_now = request.again(f"{name}=={release.target.version}", f"--wait {DEADLINE_S:g}")
        return f"{request.again(f'{name}=={newest}')}; or, where it was uploaded just now, {just_now}"
    if request.named:
        return f"look at the spelling, or name its index: {request.again(name, '--index ADDRESS')}"
    return to_publish(request, release.project)
