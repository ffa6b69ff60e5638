"""A release as an index lists it, with all that it is judged by: nothing expected, offered or attested but its files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import builders as b

from release_tasks.core.artifacts import BuiltFile
from release_tasks.core.coverage.dropped import Dropped
from release_tasks.core.coverage.expected import ExpectedWheels
from release_tasks.core.gate.release import ListedRelease
from release_tasks.core.given import Lazy
from release_tasks.core.index import IndexPage, Role
from release_tasks.core.index.contents import Contents, CoreMetadataFiles
from release_tasks.core.provenance import ExpectedPublisher, Provenances


def known(value: Any) -> Lazy[Any]:
    """A lazy fact that is there already."""
    return Lazy(lambda: value)


def a_page(*files: BuiltFile, role: Role = "pypi", **changes: Any) -> IndexPage:
    """The page of ``demo``, with these files of 1.3.0."""
    page = IndexPage(endpoint=b.an_endpoint(role), project="demo", files=b.listed(*files).files)
    return replace(page, **changes)


def a_listed_release(page: IndexPage, *entries: Any, **changes: Any) -> ListedRelease:
    """Version 1.3.0 on a page, built here; changes may be given as they are where the fact is lazy."""
    made: dict[str, Any] = {
        "request": b.a_request(task="verify-pypi"),
        "project": b.a_project(provenance="off"),
        "target": b.a_target(),
        "page": page,
        "artifacts": b.some_artifacts(b.WHEEL, b.SDIST),
        "ledger": b.a_ledger(*entries),
        "dropped": Dropped(),
        "indexes": b.some_indexes(testpypi=False),
    }
    lazy = {
        "sources": b.some_sources("1.3.0"),
        "expected": ExpectedWheels(),
        "metadata": CoreMetadataFiles(by_name={}),
        "contents": Contents(by_name={}),
        "provenances": Provenances(),
        "publisher": ExpectedPublisher(),
        "tried": b.listed(b.WHEEL, b.SDIST, role="testpypi"),
    }
    facts: dict[str, Any] = {
        name: known(each) if name in lazy else each for name, each in (made | lazy | changes).items()
    }
    return ListedRelease(**facts)
