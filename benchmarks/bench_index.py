"""What an index costs: reading a large page, fetching many files, and the gate over only fetching the page."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

from paired import Command, Work, compare, compare_work

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

import pypi_simple
from standin_index import StandInIndex
from standin_pages import JSON, ProjectPage, StoredFile, Style

from release_tasks.core.index.pages import parse_page
from release_tasks.world.index.client import fetch_page
from release_tasks.world.index.downloads import fetch_all
from release_tasks.world.index.patience import LIMITS

URL = "https://index.example/simple/demo/"
PLATFORMS = (
    *("win32", "win_amd64", "win_arm64", "macosx_10_12_x86_64", "macosx_11_0_arm64"),
    *("manylinux_2_17_x86_64", "manylinux_2_17_aarch64", "manylinux_2_17_i686"),
    *("musllinux_1_2_x86_64", "musllinux_1_2_aarch64"),
)
PYTHONS = ("cp39", "cp310", "cp311", "cp312", "cp313", "cp314")
LATENCY_S = 0.02


def main() -> None:
    """Compare all of it."""
    read_a_page(15_000)
    fetch_a_release()
    pass_the_gate()


def names(version: str) -> list[str]:
    """The 60 wheels of a rich release."""
    return [f"demo-{version}-{python}-{python}-{each}.whl" for python in PYTHONS for each in PLATFORMS]


def read_a_page(count: int) -> None:
    """Read a page in both forms: pypi-simple's way, and ours."""
    wanted = [name for at in range(count // 60) for name in names(f"1.{at}")]
    files = tuple(
        StoredFile(
            name=each,
            content=each.encode(),
            metadata=each.encode(),
            requires_python=">=3.9",
            provenance={},
            yanked="broken" if at % 100 == 0 else None,
        )
        for at, each in enumerate(wanted)
    )
    page = ProjectPage(name="demo", files=files, style=Style(), root="https://index.example/")
    as_html, as_json = page.as_html(), page.as_json()

    def theirs_html() -> None:
        assert len(pypi_simple.ProjectPage.from_html("demo", as_html, base_url=URL).packages) == count

    def theirs_json() -> None:
        page = pypi_simple.ProjectPage.from_json_data(json.loads(as_json), base_url=URL)
        assert len(page.packages) == count

    def ours(content: bytes, kind: str) -> None:
        assert len(parse_page(content, kind, URL, "demo").files) == count

    print(f"a page of {count} files: {len(as_html) >> 10} KiB of HTML, {len(as_json) >> 10} KiB of JSON")
    compare_work(
        Work(name="HTML, pypi-simple", do=theirs_html),
        Work(name="HTML, ours", do=partial(ours, as_html, "text/html")),
        rounds=5,
    )
    compare_work(
        Work(name="JSON, pypi-simple", do=theirs_json),
        Work(name="JSON, ours", do=partial(ours, as_json, JSON)),
        rounds=7,
    )


def fetch_a_release() -> None:
    """Fetch 60 files from an index some milliseconds away, one by one and as we do."""
    with StandInIndex() as index:
        for name in names("1.0"):
            index.lists(name, os.urandom(100_000))
        there = index.endpoint()
        page = fetch_page(there, "demo")
        assert page
        files = parse_page(page.content, page.content_type, page.url, "demo").files
        index.trouble("file", delay_s=LATENCY_S)
        one = replace(LIMITS, at_a_time=1)
        print(f"60 files of 100 kB, {1000 * LATENCY_S:g} ms away")
        compare_work(
            Work(name="one by one", do=partial(fetch_all, files, there, None, one)),
            Work(name="fetch_all", do=partial(fetch_all, files, there)),
            rounds=5,
        )


FETCH = "import sys, requests; assert requests.get(sys.argv[1]).ok"
OUR_FETCH = """
import sys
from release_tasks.launch import launch
from release_tasks.core.index import IndexEndpoint
from release_tasks.world.index.client import fetch_page
at = sys.argv[1]
assert fetch_page(IndexEndpoint(role="other", repository="", upload=at, simple=at, shown=at), "demo")
"""


def pass_the_gate() -> None:
    """Judge a release of 60 files, over a program that only fetches its page, both as whole processes."""
    with StandInIndex() as index:
        for version in ("0.9", "1.0"):
            for name in names(version):
                index.lists(name)
        for kind in ("page", "metadata"):
            index.trouble(kind, delay_s=LATENCY_S)
        here = Path(__file__).resolve().parents[2]
        simple = index.simple()
        gate = ("verify-pypi", "demo==1.0", "--index", simple, "--only", "promote.listed")
        print(f"a release of 60 files, {1000 * LATENCY_S:g} ms away")
        ours = Command(name="the gate", argv=(sys.executable, "-m", "release_tasks", *gate), folder=here)
        for name, code, at in (
            ("requests, the page", FETCH, f"{simple}demo/"),
            ("we, the page", OUR_FETCH, simple),
        ):
            fetch = Command(name=name, argv=(sys.executable, "-c", code, at), folder=here)
            compare(fetch, ours, pairs=7)


if __name__ == "__main__":
    main()
