"""Who published the release before, as an index tells it."""

from __future__ import annotations

from collections.abc import Iterator

import builders as b
import pytest
from attesting import GITHUB, a_provenance
from standin_index import StandInIndex

from release_tasks.core.errors import UnreachableError
from release_tasks.core.github.publisher import LastPublisher
from release_tasks.core.index import Indexes
from release_tasks.core.provenance import Publisher
from release_tasks.world.index.last_publisher import last_publisher
from release_tasks.world.index.listing import index_page


@pytest.fixture
def index() -> Iterator[StandInIndex]:
    with StandInIndex() as made:
        for version in ("1.9.0", "1.10.0", "2.0.0"):
            made.lists(f"demo-{version}.tar.gz")
        yield made


def attest(index: StandInIndex, version: str, workflow: str) -> None:
    name = f"demo-{version}.tar.gz"
    index[name].provenance = a_provenance(name, index[name].listed_sha256, {**GITHUB, "workflow": workflow})


def look(index: StandInIndex, *, provenance: str = "exists") -> LastPublisher:
    project = b.a_project(provenance=provenance)
    return last_publisher(project, index_page("pypi", Indexes(testpypi=None, pypi=index.endpoint()), project))


def test_the_highest_version_that_has_provenance_tells(index: StandInIndex) -> None:
    attest(index, "1.9.0", "old.yml")
    attest(index, "1.10.0", "release.yml")
    publisher = Publisher(kind="GitHub", repository="acme/demo", workflow="release.yml", environment="pypi")
    assert look(index) == LastPublisher(publisher=publisher, version="1.10.0")


def test_what_nobody_wants_or_offers_or_can_be_read_tells_nothing(index: StandInIndex) -> None:
    assert look(index) == LastPublisher()
    attest(index, "1.9.0", "old.yml")
    assert look(index, provenance="off") == LastPublisher()
    index["demo-1.9.0.tar.gz"].provenance = {"version": 2}
    assert look(index) == LastPublisher()


def test_an_index_that_does_not_answer_is_an_error(index: StandInIndex) -> None:
    attest(index, "1.9.0", "old.yml")
    index.trouble("provenance", status=500)
    with pytest.raises(UnreachableError):
        look(index)
