"""The pages and files of an index, also of one that misbehaves."""

from __future__ import annotations

import hashlib
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from indexing import download, look
from serving import OURS, Served
from standin_index import StandInIndex
from tiny_wheel import write_wheel

from release_tasks.core.errors import UnreachableError
from release_tasks.core.index.pages import IndexPageError
from release_tasks.world.index.client import fetch_page
from release_tasks.world.index.failures import FileError
from release_tasks.world.index.patience import LIMITS

WHEEL = "tiny-1.0-py3-none-any.whl"

pytestmark = pytest.mark.usefixtures("home")


@pytest.mark.parametrize("as_json", [True, False])
def test_the_files_of_the_version_are_listed(index: StandInIndex, tmp_path: Path, as_json: bool) -> None:
    index.style.as_json = as_json
    index[WHEEL].requires_python = ">=3.10,<4"
    other = write_wheel(tmp_path, version="1.0.0")
    index.has(other, write_wheel(tmp_path, version="1.0.1"))
    index[other.name].yanked = "too many zeros"
    found = look(index.endpoint())
    assert [each.name for each in found.files] == ["tiny-1.0-py3-none-any.whl", "tiny-1.0.0-py3-none-any.whl"]
    assert found.files[1].sha256 == hashlib.sha256(other.read_bytes()).hexdigest()
    assert found.files[1].yanked_reason == "too many zeros"
    assert found.files[0].requires_python == ">=3.10,<4"
    assert found.project_known


def test_every_look_goes_past_caches(index: StandInIndex) -> None:
    look(index.endpoint())
    (hit,) = index.hits
    assert hit.path == "/simple/tiny/"
    assert hit.headers["Cache-Control"] == "no-cache"


def test_an_unknown_project_and_an_unknown_version_are_told_apart(index: StandInIndex) -> None:
    known = look(index.endpoint(), version="9.9")
    assert known.project_known
    assert not known.files
    index.files.clear()
    assert not look(index.endpoint()).project_known


def test_a_busy_index_is_asked_again(index: StandInIndex) -> None:
    index.trouble("page", status=503, times=1)
    index.trouble("page", status=429, times=1)
    assert look(index.endpoint()).files
    assert len(index.hits) == 3


def test_retry_after_is_respected(index: StandInIndex) -> None:
    index.trouble("page", status=503, times=1, headers={"Retry-After": "1"})
    started = time.monotonic()
    assert fetch_page(index.endpoint(), "tiny")
    assert time.monotonic() - started >= 1


@pytest.mark.parametrize("status", [429, 503])
def test_an_index_that_wants_us_to_stay_away_for_long_is_not_asked_again(
    index: StandInIndex, status: int
) -> None:
    index.trouble("page", status=status, headers={"Retry-After": "3600"})
    with pytest.raises(UnreachableError, match=f"answers {status} and asks us to come again in 3600 s"):
        fetch_page(index.endpoint(), "tiny")
    assert len(index.hits) == 1


@pytest.mark.parametrize(
    ("status", "times"),
    [(503, 4), (429, 4), (500, 1), (451, 1)],
)
def test_an_index_that_does_not_answer_well_is_unreachable(
    index: StandInIndex, status: int, times: int
) -> None:
    index.trouble("page", status=status)
    with pytest.raises(UnreachableError, match=f"answers {status}") as caught:
        look(index.endpoint())
    assert caught.value.where == index.simple()
    assert len(index.hits) == times


def test_an_index_that_is_down_is_unreachable() -> None:
    with StandInIndex() as gone:
        there = gone.endpoint(login=OURS)
    with pytest.raises(UnreachableError, match="Connection refused") as caught:
        look(there)
    assert OURS.password not in str(caught.value)


def test_a_name_that_does_not_resolve_is_unreachable() -> None:
    there = Served(upload="http://index.invalid/", simple="http://index.invalid/simple/").endpoint()
    with pytest.raises(UnreachableError, match="cannot be reached"):
        look(there)


def test_a_slow_index_is_unreachable(index: StandInIndex) -> None:
    index.trouble("page", delay_s=1)
    with pytest.raises(UnreachableError, match="in time"):
        fetch_page(index.endpoint(), "tiny", replace(LIMITS, silence_s=0.2))


@pytest.mark.parametrize(
    ("limits", "says"),
    [(replace(LIMITS, page_bytes=10), "more than 10 bytes"), (replace(LIMITS, page_s=-1), "not here after")],
)
def test_a_page_without_end_is_unreachable(index: StandInIndex, limits: Any, says: str) -> None:
    with pytest.raises(UnreachableError, match=says):
        fetch_page(index.endpoint(), "tiny", limits)


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("unframed", [True, False])
def test_a_truncated_page_is_never_a_shorter_list(index: StandInIndex, as_json: bool, unframed: bool) -> None:
    index.style.as_json = as_json
    index.trouble("page", cut=True, unframed=unframed)
    with pytest.raises(UnreachableError, match=r"cut off|broke off|no index page"):
        look(index.endpoint())


def test_a_login_page_is_no_index(index: StandInIndex) -> None:
    index.trouble("page", body=b"<html><form><input name=user></form></html>", content_type="text/html")
    with pytest.raises(IndexPageError, match="a page for people"):
        look(index.endpoint())


def test_a_digest_that_is_not_offered_is_worked_out(index: StandInIndex) -> None:
    index[WHEEL].sha256 = ""
    (file,) = look(index.endpoint()).files
    assert file.sha256 == ""
    content = index[file.name].content
    got = download(file, index.endpoint())
    assert (got.sha256, got.size) == (hashlib.sha256(content).hexdigest(), len(content))


def test_a_lying_digest_is_found_out(index: StandInIndex) -> None:
    index[WHEEL].sha256 = "0" * 64
    (file,) = look(index.endpoint()).files
    with pytest.raises(FileError, match="not the bytes that the index lists") as caught:
        download(file, index.endpoint())
    assert "0" * 64 in caught.value.expected


def test_a_file_that_is_cut_off_or_too_large_is_unreachable(index: StandInIndex) -> None:
    (file,) = look(index.endpoint()).files
    with pytest.raises(UnreachableError, match="more than 10 bytes"):
        download(file, index.endpoint(), replace(LIMITS, file_bytes=10))
    index.trouble("file", cut=True)
    with pytest.raises(UnreachableError, match="broke off"):
        download(file, index.endpoint())
