"""How far a version came on an index, and what is said while it is waited for."""

from __future__ import annotations

from dataclasses import replace

import builders as b
import pytest

from release_tasks.core.index import IndexFile, IndexPage
from release_tasks.core.index.propagation import propagation, to_wait_for

EXPECTED = tuple(f"demo-1.3.0-{each}-none-any.whl" for each in ("a", "b", "c", "d", "e"))


def page(*names: str, version: str = "1.3.0", known: bool = True) -> IndexPage:
    files = tuple(IndexFile(name=each, url="", version=version) for each in names)
    return IndexPage(endpoint=b.an_endpoint(), project="demo", files=files, known=known)


@pytest.mark.parametrize(
    ("seen", "state", "says"),
    [
        (page(known=False), "no project", "does not know demo"),
        (page(), "not listed", "does not list 1.3.0 yet"),
        (page(*EXPECTED, version="1.2.0"), "not listed", "does not list 1.3.0 yet"),
        (
            page(*EXPECTED[:3]),
            "incomplete",
            "lists 3 of 5 files of 1.3.0, not yet demo-1.3.0-d-none-any.whl, ",
        ),
        (page(*EXPECTED[:1]), "incomplete", "lists 1 of 5 files"),
        (page(*EXPECTED), "complete", ""),
        (page(*EXPECTED, "demo-1.3.0-more.whl"), "complete", ""),
    ],
)
def test_each_state_is_told_apart(seen: IndexPage, state: str, says: str) -> None:
    judged = propagation(seen, "1.3.0", EXPECTED)
    assert judged.state == state
    assert says in judged.reason
    assert bool(judged.reason) is (state != "complete")
    assert judged.missing == tuple(each for each in EXPECTED if each not in {f.name for f in seen.of("1.3")})


def test_many_missing_files_are_counted_and_not_all_named() -> None:
    judged = propagation(page(EXPECTED[4]), "1.3.0", EXPECTED)
    assert judged.missing == EXPECTED[:4]
    assert judged.reason.endswith("demo-1.3.0-c-none-any.whl and 1 more")


def test_without_a_list_of_what_is_expected_one_file_is_enough() -> None:
    assert propagation(page(EXPECTED[0]), "1.3.0").state == "complete"
    assert propagation(page(), "1.3.0").state == "not listed"


def test_the_whole_page_is_what_is_waited_for() -> None:
    seen = page()
    waiting = to_wait_for(propagation(seen, "1.3.0"), seen, deadline_s=5)
    assert (waiting.fact, waiting.subject, waiting.deadline_s) == (IndexPage, "pypi", 5)
    assert waiting.reason == "http://pypi.index.example/simple/ does not list 1.3.0 yet"


def test_the_version_before_is_the_one_that_users_had() -> None:
    def listing(*versions: str, yanked: str = "") -> IndexPage:
        files = (IndexFile(name=f"demo-{each}.tar.gz", url="", version=each) for each in versions)
        return replace(page(), files=tuple(replace(each, yanked=each.version == yanked) for each in files))

    seen = listing("1.0", "1.2.0", "1.10", "1.3.0", "1.3.0rc1", "2.0")
    assert seen.before("1.3.0") == "1.2.0"
    assert seen.before("2.0") == "1.10"
    assert seen.before("1.0.0") == ""
    assert listing("1.0", "1.1", "1.2", yanked="1.1").before("1.2") == "1.0"
    assert listing("1.0a1", "1.0b1", "1.0").before("1.0") == "1.0b1"
    assert [each.name for each in seen.of("1.0.0")] == ["demo-1.0.tar.gz"]
