"""The release before, as an index has it: what is fetched for a comparison, and what is told where nothing can be."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import pytest
from builders import a_distribution, a_request, a_target, some_artifacts
from indexing import make_project
from standin_index import StandInIndex
from tiny_wheel import write_wheel

from release_tasks.core.artifacts import Artifacts, BuiltFile, Distribution
from release_tasks.core.distributions.predecessor import Predecessor
from release_tasks.core.errors import OfflineError
from release_tasks.core.given import Lazy
from release_tasks.core.index import Indexes, IndexPage
from release_tasks.world.builds.archives import open_distribution
from release_tasks.world.index import predecessor as looking
from release_tasks.world.index.listing import index_page
from release_tasks.world.index.predecessor import predecessor

WHEEL = "tiny-1.0-py3-none-any.whl"


@pytest.fixture
def built(tmp_path: Path) -> Artifacts:
    """Tiny 1.1, built here."""
    folder = tmp_path / "dist"
    folder.mkdir()
    opened = open_distribution(write_wheel(folder, version="1.1"))
    assert isinstance(opened, Distribution)
    return some_artifacts(distributions=(opened,))


def look(index: StandInIndex, built: Artifacts, *, version: str = "1.1", **asked: Any) -> Predecessor:
    there = Indexes(testpypi=None, pypi=index.endpoint())
    page: Lazy[Annotated[IndexPage, "pypi"]] = Lazy(lambda: index_page("pypi", there, make_project()))
    return predecessor(a_request(**asked), a_target(version), built, page)


def test_the_most_similar_wheel_is_fetched_and_looked_into(index: StandInIndex, built: Artifacts) -> None:
    index.lists("tiny-1.0-cp312-cp312-win_amd64.whl")
    index.lists("tiny-0.9-py3-none-any.whl")
    found = look(index, built)
    assert found.release is not None
    assert found.release.version == "1.0"
    assert set(found.release.files) == {WHEEL, "tiny-1.0-cp312-cp312-win_amd64.whl"}
    assert found.contents is not None
    assert (found.like, found.contents.file, set(found.contents.modules)) == (
        "tiny-1.1-py3-none-any.whl",
        WHEEL,
        {"tiny"},
    )
    assert found.contents.size == len(index[WHEEL].content)
    assert (found.unknown, found.uncompared) == ("", "")
    assert len(index.asked("file")) == 1, "one wheel is enough"


def test_of_a_large_wheel_only_the_metadata_is_fetched(
    index: StandInIndex, built: Artifacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "WHEEL_LIMIT", 10)
    found = look(index, built)
    assert found.contents is not None
    assert (found.contents.files, found.contents.size) == (None, len(index[WHEEL].content))
    assert "its files were not looked at" in found.uncompared
    assert (index.asked("file"), len(index.asked("metadata"))) == ([], 1)
    index.style.metadata = "none"
    index[WHEEL].metadata = None
    assert look(index, built).contents is None


def test_a_mere_look_fetches_no_file(index: StandInIndex, built: Artifacts) -> None:
    found = look(index, built, task="status")
    assert found.contents is not None
    assert found.contents.files is None
    assert found.uncompared == "a look at the checklist fetches no files"
    assert (index.asked("file"), len(index.asked("metadata"))) == ([], 1)


def test_a_wheel_that_is_larger_than_its_index_says_is_cut_off(
    index: StandInIndex, built: Artifacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "WHEEL_LIMIT", 10)
    index.style.as_json = False
    found = look(index, built)
    assert (found.contents, found.like) == (None, "tiny-1.1-py3-none-any.whl")
    assert "10 bytes" in found.uncompared


def test_offline_no_index_is_asked(index: StandInIndex, built: Artifacts) -> None:
    assert look(index, built, offline=True) == Predecessor(unknown="offline: no index was asked")
    assert index.hits == []

    def never() -> IndexPage:
        raise OfflineError("offline: this needs the network")

    assert (
        predecessor(a_request(), a_target("1.1"), built, Lazy(never)).unknown
        == "offline: this needs the network"
    )


def test_a_first_release_has_none_before(index: StandInIndex, built: Artifacts) -> None:
    assert look(index, built, version="1.0").unknown == f"{index.simple()} lists no release before 1.0"


def test_an_index_that_is_down_is_told(index: StandInIndex, built: Artifacts) -> None:
    index.trouble("page", status=500)
    assert look(index, built).unknown == f"{index.simple()}: the index answers 500"


@pytest.mark.parametrize(("what", "told"), [({"status": 404}, "404"), ({"body": b"no wheel"}, "tiny-1.0")])
def test_a_file_that_does_not_come_right_is_told(
    index: StandInIndex, built: Artifacts, what: dict[str, object], told: str
) -> None:
    index.trouble("file", **what)
    found = look(index, built)
    assert found.release is not None
    assert found.contents is None
    assert told in found.uncompared


def test_a_listed_wheel_that_is_none_is_told(index: StandInIndex, built: Artifacts) -> None:
    index.lists(WHEEL, b"not a zip file", metadata=None)
    assert look(index, built).uncompared == f"{WHEEL}: File is not a zip file"


def test_where_one_side_has_no_wheel_contents_are_not_compared(index: StandInIndex) -> None:
    sdist = BuiltFile(name="tiny-1.1.tar.gz", sha256="", size=1)
    found = look(index, some_artifacts(distributions=(a_distribution(sdist, "1.1"),)))
    assert found.release is not None
    assert found.uncompared == "1.0 and this build have no wheel each"
