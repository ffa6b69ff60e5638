"""Files, metadata and documents that an index names: fetched many at a time, held to what is listed."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from indexing import download, page_of
from serving import OURS
from standin_index import StandInIndex

from release_tasks.core.errors import UnreachableError
from release_tasks.core.index import IndexFile
from release_tasks.world.index.client import fetch_json, fetch_metadata
from release_tasks.world.index.connection import Connection
from release_tasks.world.index.downloads import Fetched, fetch_all, fetch_all_metadata
from release_tasks.world.index.failures import FileError, RefusedLoginError
from release_tasks.world.index.patience import LIMITS

pytestmark = pytest.mark.usefixtures("home")

NAMES = tuple(f"tiny-1.0-cp3{minor}-cp3{minor}-win_amd64.whl" for minor in range(10, 14))


@pytest.fixture
def index() -> Iterator[StandInIndex]:
    with StandInIndex() as running:
        for name in NAMES:
            running.lists(name, os.urandom(200_000), metadata=f"Name: {name}".encode())
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    made.mkdir()
    return made


def listed(index: StandInIndex) -> tuple[IndexFile, ...]:
    return page_of(index.endpoint()).files


def test_all_files_come_whole_and_under_their_names(index: StandInIndex, folder: Path) -> None:
    came = fetch_all(listed(index), index.endpoint(), folder)
    assert list(came) == list(NAMES)
    for name, each in came.items():
        assert isinstance(each, Fetched)
        assert each.path == folder / name
        assert each.path.read_bytes() == index[name].content
        assert (each.size, each.sha256) == (200_000, hashlib.sha256(index[name].content).hexdigest())
    assert sorted(each.name for each in folder.iterdir()) == sorted(NAMES)


def test_nothing_is_kept_where_nobody_asked_for_it(index: StandInIndex) -> None:
    (first, *_) = listed(index)
    assert download(first, index.endpoint()).path is None


def test_one_bad_file_does_not_hide_the_others(index: StandInIndex, folder: Path) -> None:
    changed, shorter, absent, well = NAMES
    files = listed(index)
    index[changed].content = os.urandom(200_000)
    index[shorter].content = index[shorter].content[:-1]
    index.trouble(absent, status=404)
    came = fetch_all(files, index.endpoint(), folder)
    assert isinstance(came[well], Fetched)
    told = {name: str(came[name]) for name in (changed, shorter, absent)}
    assert f"the index lists: sha256 {hashlib.sha256(index[changed].content).hexdigest()}" in told[changed]
    assert "the index lists: 199999 bytes" in told[shorter]
    assert "expected: 200000 bytes" in told[shorter]
    assert "is listed, and its address answers 404" in told[absent]
    assert [each.name for each in folder.iterdir()] == [well]


def test_more_than_the_listed_size_is_not_taken(index: StandInIndex, folder: Path) -> None:
    (first, *_) = listed(index)
    index[first.name].content *= 50
    with pytest.raises(FileError, match="the index lists: more bytes"):
        download(first, index.endpoint(), folder=folder)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "trouble", [{"cut": True}, {"cut": True, "unframed": True}, {"headers": {"Content-Length": "300000"}}]
)
def test_a_file_that_breaks_off_is_never_a_file(
    index: StandInIndex, folder: Path, trouble: dict[str, object]
) -> None:
    (first, *_) = listed(index)
    index.trouble("file", **trouble)
    with pytest.raises((UnreachableError, FileError), match=r"broke off|lists: 100000 bytes|in time"):
        download(first, index.endpoint(), replace(LIMITS, silence_s=0.5), folder)
    assert list(folder.iterdir()) == []


def test_an_index_that_goes_down_under_way_ends_all_of_it(index: StandInIndex, folder: Path) -> None:
    files = listed(index)
    index.trouble("file", status=503)
    started = time.monotonic()
    with pytest.raises(UnreachableError, match="answers 503"):
        fetch_all(files, index.endpoint(), folder, replace(LIMITS, backoff_s=0.01))
    assert time.monotonic() - started < 5
    assert list(folder.iterdir()) == []


def test_what_is_under_way_ends_when_nobody_waits_any_more(index: StandInIndex, folder: Path) -> None:
    files = listed(index)
    index.trouble(NAMES[0], status=500)
    for name in NAMES[1:]:
        index.trouble(name, drip_s=0.01)  # half an hour each
    with pytest.raises(UnreachableError, match="answers 500"):
        fetch_all(files, index.endpoint(), folder)
    assert threading.active_count() < 10


def test_a_busy_index_gets_its_time_file_by_file(index: StandInIndex) -> None:
    files = listed(index)
    for name in NAMES:
        index.trouble(name, status=429, times=1, headers={"Retry-After": "1"})
    started = time.monotonic()
    assert all(isinstance(each, Fetched) for each in fetch_all(files, index.endpoint()).values())
    assert 1 <= time.monotonic() - started < 3, "they wait at the same time"


def test_connections_are_kept_and_few(index: StandInIndex) -> None:
    files = listed(index)
    before = len(index.connections)
    fetch_all(files * 5, index.endpoint(), limits=replace(LIMITS, at_a_time=2))
    assert len(index.connections) - before <= 2


def test_a_login_that_the_index_asks_for_is_looked_up_once(
    index: StandInIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWINE_USERNAME", OURS.user)
    monkeypatch.setenv("TWINE_PASSWORD", OURS.password)
    files = listed(index)
    index.login = OURS
    before = len(index.hits)
    assert len(fetch_all(files * 3, index.endpoint(), limits=replace(LIMITS, at_a_time=1))) == len(NAMES)
    assert len(index.hits) - before == 3 * len(NAMES) + 1
    monkeypatch.setenv("TWINE_PASSWORD", "wrong")
    with pytest.raises(RefusedLoginError):
        fetch_all(files, index.endpoint())


@pytest.mark.parametrize("as_json", [True, False])
def test_metadata_of_all_files_comes_beside_them(index: StandInIndex, as_json: bool) -> None:
    index.style.as_json = as_json
    files = listed(index)
    assert fetch_all_metadata(files, index.endpoint()) == {each: index[each].metadata for each in NAMES}
    assert [each.metadata_sha256 for each in files] == [
        hashlib.sha256(index[each].metadata or b"").hexdigest() for each in NAMES
    ]
    index.style.metadata = "none"
    with Connection(index.endpoint()) as connection:
        assert fetch_metadata(files[0], connection) is None


def test_a_document_that_a_page_names_is_read(index: StandInIndex) -> None:
    index[NAMES[0]].provenance = {"version": 1, "attestation_bundles": []}
    (first, second, *_) = listed(index)
    with Connection(index.endpoint()) as connection:
        assert fetch_json(first.provenance, connection) == {"version": 1, "attestation_bundles": []}
        assert second.provenance == ""
        assert fetch_json(f"{index.root}integrity/none/provenance", connection) is None


@pytest.mark.parametrize(
    "body", [b"<html>", b"[" * 100_000, b'{"a": 1, "a": 2}', b'{"a": NaN}', b"\xff\xfe", b"1" * 5000]
)
def test_a_document_that_two_readers_may_read_in_two_ways_is_none(index: StandInIndex, body: bytes) -> None:
    index[NAMES[0]].provenance = {}
    (first, *_) = listed(index)
    index.trouble("provenance", body=body)
    with (
        Connection(index.endpoint()) as connection,
        pytest.raises(UnreachableError, match="no JSON document"),
    ):
        fetch_json(first.provenance, connection)


def test_a_file_keeps_the_packing_that_a_server_thinks_it_should_undo(index: StandInIndex) -> None:
    (first, *_) = listed(index)
    index.trouble("file", headers={"Content-Encoding": "gzip"})
    assert download(first, index.endpoint()).sha256 == first.sha256
    assert index.hits[-1].headers["Accept-Encoding"] == "identity"


def test_a_name_never_leads_out_of_the_folder(index: StandInIndex, folder: Path) -> None:
    (first, *_) = listed(index)
    with pytest.raises(ValueError, match="no name of a file"):
        download(replace(first, name="../out.whl"), index.endpoint(), folder=folder)
    assert not [*folder.glob("*"), *folder.parent.glob("out*")]
