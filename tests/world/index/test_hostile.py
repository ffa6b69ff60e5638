"""Answers of an index that means no good: each ends in a clear failure, in bounded time and memory."""

from __future__ import annotations

import gzip
import json
import re
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from indexing import page_of
from serving import OURS
from standin_index import StandInIndex
from standin_pages import JSON

from release_tasks.core.errors import ExitCode, UnreachableError
from release_tasks.core.index import IndexEndpoint
from release_tasks.core.index.pages import parse_page
from release_tasks.world.index.client import fetch_page
from release_tasks.world.index.failures import RefusedLoginError
from release_tasks.world.index.patience import LIMITS, Limits

pytestmark = pytest.mark.usefixtures("home")

WHEEL = "tiny-1.0-py3-none-any.whl"
SMALL = replace(LIMITS, page_bytes=2**20, page_s=2.0, head_s=2.0, silence_s=1.0)
SECRETS = ("s3cret", "s3cr3t")


@pytest.fixture
def index() -> Iterator[StandInIndex]:
    with StandInIndex() as running:
        running.lists(WHEEL)
        yield running


def refusal(index: StandInIndex, **limited: Any) -> UnreachableError:
    """How a look at the index ends: soon, without much memory, in an error that says all that it should."""
    there = index.endpoint(login=OURS)
    tracemalloc.start()
    started = time.monotonic()
    try:
        with pytest.raises(UnreachableError) as caught:
            _look(there, replace(SMALL, **limited))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert time.monotonic() - started < 20
    assert most < 30 * 2**20
    error = caught.value
    assert error.exit_code is ExitCode.UNREACHABLE
    assert error.where.startswith("http://127.0.0.1:")
    assert error.remedy
    assert not any(each in str(error) for each in SECRETS)
    assert error.__suppress_context__ or error.__context__ is None
    return error


def _look(there: IndexEndpoint, limits: Limits) -> None:
    page = fetch_page(there, "tiny", limits)
    assert page
    parse_page(page.content, page.content_type, page.url, "tiny")


ZEROS = bytes(50 * 2**20)
PACKED = {"Content-Encoding": "gzip"}


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        ({"body": bytes(3 * 2**20)}, "more than 1048576 bytes"),
        ({"body": bytes(3 * 2**20), "unframed": True}, "more than 1048576 bytes"),
        ({"body": gzip.compress(ZEROS), "headers": PACKED}, "more than 1048576 bytes"),
        ({"body": gzip.compress(b"x" * 600_000) * 2, "headers": PACKED}, "more than 1048576 bytes"),
        (
            {"body": gzip.compress(gzip.compress(ZEROS)), "headers": {"Content-Encoding": "gzip, gzip"}},
            "packs",
        ),
        ({"body": zlib.compress(ZEROS), "headers": {"Content-Encoding": "deflate"}}, "packs"),
        ({"body": b"\x0b\x02\x80", "headers": {"Content-Encoding": "br"}}, "packs"),
        ({"body": b"no gzip", "headers": PACKED}, "no gzip"),
        ({"body": gzip.compress(b"x")[:-4], "headers": PACKED}, "broke off"),
        ({"headers": {"Content-Length": "10"}}, "cut off|no index page"),
        ({"headers": {"Content-Length": "1000000"}}, "in time"),
        ({"headers": {"Content-Length": "-5"}}, "in time"),
        ({"drip_s": 0.05}, "not here after 2 s"),
        ({"delay_s": 1.5}, "in time"),
        ({"status": 200, "headers": {"X-Many": "x" * 70_000}}, "broke off|cannot be reached"),
    ],
)
def test_more_slower_or_other_bytes_than_agreed(
    index: StandInIndex, trouble: dict[str, Any], says: str
) -> None:
    index.trouble("page", **trouble)
    assert re.search(says, refusal(index).what)


def test_a_head_that_never_ends(index: StandInIndex) -> None:
    index.trouble("page", drip_head_s=0.05)
    assert "in time" in refusal(index, head_s=0.5).what


def test_what_stands_beside_a_redirect_is_not_read(index: StandInIndex) -> None:
    body, there = gzip.compress(ZEROS), {"Location": "/simple/tiny/"}
    index.trouble("page", status=302, body=body, headers={**PACKED, **there})
    assert "in circles" in refusal(index).what


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("ftp://us:s3cr3t@elsewhere.example/", "no web address"),
        ("file:///etc/passwd", "no web address"),
        ("http://[us:s3cr3t", "no web address"),
        ("javascript:alert(1)", "no web address"),
        ("/simple/tiny/", "in circles"),
        ("http://us:s3cr3t@elsewhere.invalid/", "cannot be reached"),
    ],
)
def test_redirects_that_lead_nowhere(index: StandInIndex, target: str, says: str) -> None:
    index.trouble("page", status=302, headers={"Location": target})
    assert says in refusal(index).what


def test_a_redirect_with_a_login_in_it_brings_nobody_that_login(index: StandInIndex) -> None:
    with StandInIndex() as other:
        other.lists(WHEEL)
        target = f"http://us:s3cr3t@127.0.0.1:{other.root.split(':')[2]}simple/tiny/"
        index.trouble("page", status=302, headers={"Location": target})
        page = page_of(index.endpoint(login=OURS))
        other.login = OURS
        with pytest.raises(RefusedLoginError) as caught:
            page_of(index.endpoint(login=OURS))
    assert [each.headers.get("Authorization") for each in other.hits] == [None, None]
    assert not any(each in str(caught.value) + repr(page) for each in SECRETS)


def test_cookies_are_not_kept(index: StandInIndex) -> None:
    index.trouble("page", status=302, times=1, headers={"Location": "/simple/tiny/", "Set-Cookie": "a=b"})
    assert page_of(index.endpoint()).files
    assert not any("Cookie" in each.headers for each in index.hits)


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        (b"<html><body><form>log in</form></body></html>", "text/html"),
        (b"<html>" + b"<a " * 50_000, "text/html"),
        (b"<html>" + b"<a href='" * 30_000, "text/html"),
        (b"<html>" + b"<!--" * 200_000, "text/html"),
        (b"[" * 500_000, JSON),
        (b'{"meta":' * 100_000, JSON),
        (b'{"meta": {"api-version": "1.0"}, "files": [' + b"{}," * 300_000 + b"{}]}", JSON),
        (b'{"meta": {"api-version": "1.0"}, "files": [], "files": []}', JSON),
        (b'{"meta": {"api-version": "1.0"}, "files": [], "x": NaN}', JSON),
        (b'{"meta": {"api-version": "1.0"}, "files": [], "x": -Infinity}', JSON),
        (b'{"meta": {"api-version": "1.0"}, "files": [], "x": ' + b"9" * 10_000 + b"}", JSON),
        (b'{"meta": {"api-version": "1.0"}, "files": [], "x": "\xff\xfe"}', JSON),
        (b'{"meta": {"api-version": "1.0"}, "files": []} and more', JSON),
        (b'{"meta": {"api-version": "2.0"}, "files": []}', JSON),
        (b'{"meta": {"api-version": "1.0"}, "name": "other", "files": []}', JSON),
        (b"%PDF-1.7", "application/pdf"),
        (b"", ""),
    ],
)
def test_pages_that_are_none(index: StandInIndex, page: bytes, kind: str) -> None:
    index.trouble("page", body=page, content_type=kind)
    assert refusal(index).what.startswith("this is no index page for tiny: ")


@pytest.mark.parametrize(
    "states",
    [
        {"filename": None},
        {"filename": ["tiny-1.0.tar.gz"]},
        {"url": 7},
        {"url": "file:///etc/passwd"},
        {"url": "http://[::1"},
        {"hashes": "sha256"},
        {"hashes": {"sha256": 5}},
        {"hashes": {"sha256": "../../x"}},
        {"size": -1},
        {"size": 1.5},
        {"size": True},
        {"size": 10**400},
        {"yanked": 0},
        {"requires-python": ["3"]},
        {"upload-time": 5},
        {"core-metadata": "yes"},
        {"core-metadata": {"sha256": "short"}},
        {"core-metadata": {"sha256": None}},
        {"provenance": {}},
        {"provenance": "javascript:alert(1)"},
    ],
)
def test_values_of_another_type(index: StandInIndex, states: dict[str, Any]) -> None:
    index[WHEEL].states = states
    assert "this is no index page for tiny" in refusal(index).what


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize(
    "name",
    [
        "other-1.0-py3-none-any.whl",
        "tiny_more-1.0-py3-none-any.whl",
    ],
)
def test_files_of_another_project(index: StandInIndex, name: str, as_json: bool) -> None:
    index.style.as_json = as_json
    index.files.clear()
    index.lists(name, on_page_of="tiny")
    assert f"other projects only, such as {name}" in refusal(index).what
    index.lists(WHEEL)
    assert [each.name for each in page_of(index.endpoint()).files] == [WHEEL]


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize(
    "name",
    [
        "../tiny-1.0-py3-none-any.whl",
        "..\\tiny-1.0-py3-none-any.whl",
        "tiny-1.0-py3-none-any.whl/../../../etc/passwd",
        "tiny-1.0-py3-none-../../any.whl",
        "/tiny-1.0-py3-none-any.whl",
        "tiny-1.0-py3-none-any.whl\x00.txt",
        "C:tiny-1.0-py3-none-any.whl",
        "tiny-1.0-py3-none-any.whl\n",
        "tiny-1.0-py3-none-аny.whl",  # noqa: RUF001  # that is the trick
    ],
)
def test_names_that_are_none(index: StandInIndex, name: str, as_json: bool) -> None:
    index.style.as_json = as_json
    index.lists(name, b"", on_page_of="tiny")
    assert {each.name for each in page_of(index.endpoint()).files} == {WHEEL}


def test_words_that_would_paint_the_terminal_are_one_plain_line(index: StandInIndex) -> None:
    index[WHEEL].yanked = "gone\x1b]0;owned\x07\r\n::error::\u202e\ud800" + "x" * 10_000
    index.says("tiny", "archived\x1b[2J", "a\nb")
    page = page_of(index.endpoint())
    told = page.files[0].yanked_reason + page.status + page.status_reason
    assert told.isprintable()
    assert len(told) < 600


def test_a_project_page_of_nothing_but_hostile_entries_is_read_in_time() -> None:
    entry = {"filename": "x" * 50, "url": "u", "hashes": {}}
    page = {"meta": {"api-version": "1.0"}, "files": [entry] * 50_000}
    content, started = json.dumps(page).encode(), time.monotonic()
    assert parse_page(content, JSON, "http://index.example/simple/tiny/", "tiny").files == ()
    assert time.monotonic() - started < 20
