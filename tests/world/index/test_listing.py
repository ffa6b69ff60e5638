"""The pages and files of an index, also of one that misbehaves."""

from __future__ import annotations

import hashlib
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from indexing import download, look
from serving import OURS, FaultyIndex, Served
from tiny_wheel import write_wheel

from release_tasks.core.errors import UnreachableError
from release_tasks.core.index.pages import IndexPageError
from release_tasks.world.index.client import fetch_page
from release_tasks.world.index.failures import FileError
from release_tasks.world.index.patience import LIMITS

pytestmark = pytest.mark.usefixtures("home")


@pytest.mark.parametrize("as_json", [True, False])
def test_the_files_of_the_version_are_listed(index: FaultyIndex, tmp_path: Path, as_json: bool) -> None:
    index.faults.as_json = as_json
    index.faults.requires_python = ">=3.10,<4"
    index.faults.yanked = {"tiny-1.0.0-py3-none-any.whl": "too many zeros"}
    other = index.add(write_wheel(tmp_path, version="1.0.0"))
    index.add(write_wheel(tmp_path, version="1.0.1"))
    found = look(index.served.endpoint())
    assert [each.name for each in found.files] == ["tiny-1.0-py3-none-any.whl", "tiny-1.0.0-py3-none-any.whl"]
    assert found.files[1].sha256 == other
    assert found.files[1].yanked_reason == "too many zeros"
    assert found.files[0].requires_python == ">=3.10,<4"
    assert found.project_known


def test_every_look_goes_past_caches(index: FaultyIndex) -> None:
    look(index.served.endpoint())
    path, headers = index.hits[0]
    assert path == "/simple/tiny/"
    assert headers["Cache-Control"] == "no-cache"


def test_an_unknown_project_and_an_unknown_version_are_told_apart(index: FaultyIndex) -> None:
    known = look(index.served.endpoint(), version="9.9")
    assert known.project_known
    assert not known.files
    index.files.clear()
    assert not look(index.served.endpoint()).project_known


def test_a_busy_index_is_asked_again(index: FaultyIndex) -> None:
    index.faults.refuse = [503, 502]
    assert look(index.served.endpoint()).files
    assert len(index.hits) == 3


def test_retry_after_is_respected(index: FaultyIndex) -> None:
    index.faults.refuse, index.faults.retry_after = [503], "1"
    started = time.monotonic()
    assert fetch_page(index.served.endpoint(), "tiny")
    assert time.monotonic() - started >= 1


@pytest.mark.parametrize("status", [429, 503])
def test_an_index_that_wants_us_to_stay_away_for_long_is_not_asked_again(
    index: FaultyIndex, status: int
) -> None:
    index.faults.refuse, index.faults.retry_after = [status], "3600"
    with pytest.raises(UnreachableError, match=f"answers {status} and asks us to come again in 3600 s"):
        fetch_page(index.served.endpoint(), "tiny")
    assert len(index.hits) == 1


@pytest.mark.parametrize(
    ("statuses", "says"),
    [([503] * 9, "answers 503"), ([500], "answers 500"), ([451], "answers 451")],
)
def test_an_index_that_does_not_answer_well_is_unreachable(
    index: FaultyIndex, statuses: list[int], says: str
) -> None:
    index.faults.refuse = statuses
    with pytest.raises(UnreachableError, match=says) as caught:
        look(index.served.endpoint())
    assert caught.value.where == index.root


def test_an_index_that_is_down_is_unreachable() -> None:
    with FaultyIndex() as gone:
        there = gone.served.endpoint(login=OURS)
    with pytest.raises(UnreachableError, match="Connection refused") as caught:
        look(there)
    assert OURS.password not in str(caught.value)


def test_a_name_that_does_not_resolve_is_unreachable() -> None:
    there = Served(upload="http://index.invalid/", simple="http://index.invalid/simple/").endpoint()
    with pytest.raises(UnreachableError, match="cannot be reached"):
        look(there)


def test_a_slow_index_is_unreachable(index: FaultyIndex) -> None:
    index.faults.delay_s = 1
    with pytest.raises(UnreachableError, match="in time"):
        fetch_page(index.served.endpoint(), "tiny", replace(LIMITS, silence_s=0.2))


@pytest.mark.parametrize(
    ("limits", "says"),
    [(replace(LIMITS, page_bytes=10), "more than 10 bytes"), (replace(LIMITS, page_s=-1), "not here after")],
)
def test_a_page_without_end_is_unreachable(index: FaultyIndex, limits: Any, says: str) -> None:
    with pytest.raises(UnreachableError, match=says):
        fetch_page(index.served.endpoint(), "tiny", limits)


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("unframed", [True, False])
def test_a_truncated_page_is_never_a_shorter_list(index: FaultyIndex, as_json: bool, unframed: bool) -> None:
    index.faults.truncate, index.faults.as_json, index.faults.unframed = True, as_json, unframed
    with pytest.raises(UnreachableError, match=r"cut off|broke off|no index page"):
        look(index.served.endpoint())


def test_a_login_page_is_no_index(index: FaultyIndex) -> None:
    index.faults.page = (b"<html><form><input name=user></form></html>", "text/html")
    with pytest.raises(IndexPageError, match="a page for people"):
        look(index.served.endpoint())


def test_a_digest_that_is_not_offered_is_worked_out(index: FaultyIndex) -> None:
    index.faults.no_digest = True
    (file,) = look(index.served.endpoint()).files
    assert file.sha256 == ""
    content = index.files[file.name]
    got = download(file, index.served.endpoint())
    assert (got.sha256, got.size) == (hashlib.sha256(content).hexdigest(), len(content))


def test_a_lying_digest_is_found_out(index: FaultyIndex) -> None:
    index.faults.lying_digest = "0" * 64
    (file,) = look(index.served.endpoint()).files
    with pytest.raises(FileError, match="not the bytes that the index lists") as caught:
        download(file, index.served.endpoint())
    assert "0" * 64 in caught.value.expected


def test_a_file_that_is_cut_off_or_too_large_is_unreachable(index: FaultyIndex) -> None:
    (file,) = look(index.served.endpoint()).files
    with pytest.raises(UnreachableError, match="more than 10 bytes"):
        download(file, index.served.endpoint(), replace(LIMITS, file_bytes=10))
    index.faults.truncate = True
    with pytest.raises(UnreachableError, match="broke off"):
        download(file, index.served.endpoint())
