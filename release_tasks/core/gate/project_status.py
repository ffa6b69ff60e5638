"""The status of a project (PEP 792): whether anybody may install it, and whether anybody keeps it up."""

from __future__ import annotations

from collections.abc import Iterator

from release_tasks.core.findings import Finding
from release_tasks.core.index import IndexPage


def quarantined(page: IndexPage) -> Iterator[Finding]:
    """Find that the index holds the project for unsafe: nobody may install it."""
    if page.status == "quarantined":
        yield Finding(
            kind="the project is quarantined",
            subject=page.project,
            expected="a project that may be installed",
            found=page.status_reason or "no reason is given",
            remedy=f"ask those who run {page.endpoint.listing}",
        )


def retired(page: IndexPage) -> Iterator[Finding]:
    """Find that no more releases are to be expected: its files may still be installed."""
    if page.status in ("archived", "deprecated"):
        yield Finding(
            kind=f"the project is {page.status}",
            subject=page.project,
            expected="a project that is kept up",
            found=page.status_reason or "no reason is given",
            remedy="take it back in the project's settings there, or look for what has replaced it",
        )
