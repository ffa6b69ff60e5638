"""Which lines moved with the version, and which only look like it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from release_tasks.core.history.lines import MovedLine, moved_lines, spots_today
from release_tasks.core.history.masks import mask, tokens
from release_tasks.core.history.patches import Commit, Replaced
from release_tasks.core.history.steps import Step, moved_in, steps
from release_tasks.core.sources import VersionSources, rewrite

HERE = Path("/repository.example/README.md")


def step(old: str, new: str, *replaced: Replaced) -> Step:
    return Step(Commit("c0ffee", replaced), old, new)


def gave_way(path: str, removed: str, added: str, before: str = "") -> Replaced:
    old, new = (tuple(text.encode().split(b"\n")) for text in (removed, added))
    return Replaced(path, before.encode(), old, new)


def moved(path: str, line: str, *versions: str) -> list[Step]:
    """Make the steps, the newest first, in which a line with {} in it took on each of the versions."""
    pairs = [*pairwise(versions)][::-1]
    return [step(old, new, gave_way(path, line.format(old), line.format(new))) for old, new in pairs]


def today(
    lines: tuple[MovedLine, ...], text: str, version: str, final: str | None = None
) -> list[tuple[int, str]]:
    data = text.encode()
    found = [spot for line in lines for spot in spots_today(line, HERE, data, version, final)]
    for spot in found:
        assert data[spot.start : spot.end] == spot.text.encode()
    return [(spot.line, spot.text) for spot in found]


@pytest.mark.parametrize(
    ("line", "version", "found"),
    [
        ("rev: v1.2.0", "1.2.0", ["1.2.0"]),
        ("pkg-1.2.0-py3-none-any.whl", "1.2.0", ["1.2.0"]),
        ("pkg-1.2.0.tar.gz", "1.2.0", ["1.2.0"]),
        ("11.2.0 1.2.0.4 1.2.01 21.2.0", "1.2.0", []),
        ("1.2.0rc1 1.2.0.dev3 1.2.0-alpha.2", "1.2.0", []),
        ("badge/1.2.0rc1 and 1.2.0-rc.1", "1.2.0rc1", ["1.2.0rc1", "1.2.0-rc.1"]),
        ("2026.01.0 and 2026.1.0", "2026.1.0", ["2026.01.0", "2026.1.0"]),
        ("1.2.0" * 500, "1.2.0", []),
        ("V = (1, 2, 0, None)", "1.2.0", ["1, 2, 0"]),
        ("FILEVERSION 1,2,0,4", "1.2.0.4", ["1,2,0,4"]),
        ("11, 2, 0; 1, 2, 0, 4; 4, 1, 2, 0; 1, 2; 1, 2, 0.5", "1.2.0", []),
        ("(1, 2, 0, 'rc', 1)", "1.2.0rc1", []),
    ],
)
def test_a_version_in_a_line_in_any_spelling(line: str, version: str, found: list[str]) -> None:
    assert [token.text for token in tokens(line.encode(), version)] == found


def test_a_mask_is_what_stands_around_the_version() -> None:
    assert mask(b"a 1.2.0 b v1.2.0", "1.2.0") == mask(b"a 1.3.0 b v1.3.0", "1.3.0")
    assert mask(b"a 1.2.0 b v1.2.0", "1.2.0") != mask(b"a 1.3.0 b v1.2.0", "1.3.0")
    assert mask(b"a 1.2.0", "1.3.0") is None


def test_a_version_of_another_in_the_same_line_stays() -> None:
    change = gave_way("README.md", "pkg==1.0.0, needs other 1.0.0", "pkg==1.1.0, needs other 1.0.0")
    lines = moved_lines([step("1.0.0", "1.1.0", change)])
    data = b"pkg==1.1.0, needs other 1.0.0\n"
    (spot,) = [spot for line in lines for spot in spots_today(line, HERE, data, "1.1.0", None)]
    assert (spot.start, spot.text) == (5, "1.1.0")
    assert today(lines, "pkg==1.1.0, needs other 1.1.0\n", "1.1.0") == []


def test_a_version_of_another_in_the_same_line_that_ours_met_by_chance() -> None:
    lines = moved_lines(moved("README.md", "pkg=={}, needs other 1.2.0", "1.0.0", "1.1.0", "1.2.0"))
    assert {line.why for line in lines} == {"changed in 2 of the last 2 releases"}
    data = b"pkg==1.2.0, needs other 1.2.0\n"
    (spot,) = [spot for line in lines for spot in spots_today(line, HERE, data, "1.2.0", None)]
    assert (spot.start, spot.text) == (5, "1.2.0")


def test_where_a_line_has_the_version_many_times_all_of_them_move_or_none() -> None:
    many = " ".join(["{0}"] * 5)
    all_of_them = gave_way("a", many.format("1.0.0"), many.format("1.1.0"))
    assert len(moved_lines([step("1.0.0", "1.1.0", all_of_them)])) == 1
    some = gave_way("a", many.format("1.0.0"), f"1.0.0 {' '.join(['1.1.0'] * 4)}")
    assert moved_lines([step("1.0.0", "1.1.0", some)]) == ()


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("'core>=1.2.1,<1.3.0',", "'core>=1.3.0,<1.4.0',"),
        ("core >= 1.2.1, < 1.3", "core >= 1.3.0, < 1.4"),
        ("core>=1.2.1,<2", "core>=1.3.0,<2"),
        ("core<2.0,>=1.2.1", "core<2.0,>=1.3.0"),
        ("core>=1.2.1,<3", "core>=1.3.0,<3"),
        ("core>=1.2.1,<1.3.1", "core>=1.3.0,<1.3.1"),
    ],
)
def test_the_bound_of_a_range_goes_with_its_beginning(line: str, after: str) -> None:
    """Without it the range would be empty; one that is not the next minor or major is another's."""
    lines = moved_lines(moved("setup.cfg", line.replace("1.2.1", "{}"), "1.2.0", "1.2.1"))
    spots = tuple(spot for each in lines for spot in spots_today(each, HERE, line.encode(), "1.2.1", None))
    assert rewrite({HERE: line.encode()}, VersionSources(spots=spots), "1.3.0") == {HERE: after.encode()}


def test_a_range_goes_on_after_its_bound_moved() -> None:
    changes = [("1.2.9", "1.3"), ("1.3.0", "1.4")]
    before, since = (f"core>={first},<{bound}" for first, bound in changes)
    lines = moved_lines([step("1.2.9", "1.3.0", gave_way("setup.cfg", before, since))])
    assert today(lines, since, "1.3.0") == [(1, "1.3.0"), (1, "1.4")]


def test_the_steps_follow_the_file_that_the_build_believes() -> None:
    begins = b'version = "'
    newest = Commit("b", (gave_way("pyproject.toml", 'version = "1.1"', 'version = "1.2rc1"'),))
    beside = Commit("x", (gave_way("pyproject.toml", 'other = "1.0"', 'other = "1.1"'),))
    two = gave_way("pyproject.toml", 'version = "7"\nversion = "1.0"', 'version = "8"\nversion = "1.1"')
    found = steps((newest, beside, Commit("a", (two,))), "pyproject.toml", begins, "1.2rc1")
    assert [(each.old, each.new, each.final) for each in found] == [
        ("1.1", "1.2rc1", False),
        ("1.0", "1.1", True),
    ]


def test_a_step_between_spellings_of_one_version_is_none() -> None:
    same = Commit("a", (gave_way("VERSION", "1.2", "1.2.0"),))
    assert steps((same,), "VERSION", b"", "1.2.0") == ()


def test_a_line_that_moved_in_each_release_and_says_so() -> None:
    (line,) = moved_lines(moved("README.md", "install pkg=={}", "1.0.0", "1.1.0", "1.2.0"))
    assert line.why == "changed in 2 of the last 2 releases"
    assert today((line,), "other 1.2.0\ninstall pkg==1.2.0\n", "1.2.0") == [(2, "1.2.0")]


def test_a_line_that_no_longer_states_todays_version_is_nothing() -> None:
    lines = moved_lines(moved("README.md", "install pkg=={}", "1.0.0", "1.1.0"))
    assert today(lines, "install pkg==1.0.0\n", "1.1.0") == []
    assert today(lines, "now install pkg==1.1.0\n", "1.1.0") == []


def test_a_module_of_the_name_of_a_changelog_is_none() -> None:
    (line,) = moved_lines(moved("src/pkg/release.py", "number = '{}'", "1.0.0", "1.1.0"))
    assert line.path == "src/pkg/release.py"


def test_what_is_no_version_today_is_stated_nowhere() -> None:
    lines = moved_lines(moved("README.md", "install pkg=={}", "1.0.0", "1.1.0"))
    assert today(lines, "install pkg==1.1.x\n", "1.1.x") == []


def test_once_long_ago_is_no_habit_and_twice_is() -> None:
    quiet = step("1.2.0", "1.3.0")
    assert moved_lines([quiet, *moved("a", "v{}", "1.1.0", "1.2.0")]) == ()
    (line,) = moved_lines([quiet, *moved("a", "v{}", "1.0.0", "1.1.0", "1.2.0")])
    assert line.why == "changed in 2 of the last 3 releases"


def test_a_habit_that_was_given_up_is_none() -> None:
    quiet = [step("1.4.0", "1.5.0"), step("1.3.0", "1.4.0"), step("1.2.0", "1.3.0")]
    assert moved_lines([*quiet, *moved("a", "v{}", "1.0.0", "1.1.0", "1.2.0")]) == ()


@pytest.mark.parametrize(
    "change",
    [
        gave_way("requirements.txt", "other==3.0.0", "other==1.1.0"),
        gave_way("requirements.txt", "other>=1.0.0", "other>=1.1"),
        gave_way("CHANGELOG.md", "## 1.0.0", "## 1.1.0"),
        gave_way("docs/release-notes.rst", "1.0.0", "1.1.0"),
        gave_way("web/package-lock.json", '"version": "1.0.0"', '"version": "1.1.0"'),
        gave_way("README.rst", "1.0.0", "1.1.0\n-----\n\n1.0.0"),
        gave_way("docs/versionhistory.rst", "**1.0.0**", "**1.1.0**"),
        gave_way("src/pkg/api.py", "    .. versionchanged:: 1.0.0", "    .. versionchanged:: 1.1.0"),
        gave_way("docs/api.md", "```{versionadded} 1.0.0", "```{versionadded} 1.1.0"),
        gave_way("deep/a.md", "since 1.0.0", "until 1.1.0"),
    ],
    ids=lambda change: f"{change.path}: {change.removed[0].decode()}",
)
def test_what_only_looks_like_it_is_no_move(change: Replaced) -> None:
    assert moved_lines([step("1.0.0", "1.1.0", change)] * 3) == ()


def test_a_version_that_is_a_mere_count_moves_nothing() -> None:
    assert moved_lines(moved("a", "timeout = {}", "3", "4", "5")) == ()


def test_of_several_such_lines_the_one_above_tells_which() -> None:
    change = Replaced("uv.lock", b'name = "ours"', (b'version = "1.0.0"',), (b'version = "1.1.0"',))
    lines = moved_lines([step("1.0.0", "1.1.0", change)])
    text = 'name = "theirs"\nversion = "1.1.0"\n\nname = "ours"\nversion = "1.1.0"\n'
    assert today(lines, text, "1.1.0") == [(5, "1.1.0")]
    assert today(lines, text.replace("ours", "mine"), "1.1.0") == []
    assert today(lines, 'name = "theirs"\nversion = "1.1.0"\n', "1.1.0") == []


def test_all_of_several_lines_that_moved_together() -> None:
    change = gave_way("b.md", "use 1.0.0\nx\nuse 1.0.0", "use 1.1.0\nx\nuse 1.1.0")
    lines = moved_lines([step("1.0.0", "1.1.0", change)])
    assert today(lines, "use 1.1.0\nx\nuse 1.1.0\n", "1.1.0") == [(1, "1.1.0"), (3, "1.1.0")]


def test_the_elements_of_a_tuple_move_with_final_releases() -> None:
    change = gave_way("demo/_meta.h", "#define V 1, 2, 0", "#define V 1, 2, 1")
    lines = moved_lines([step("1.2.0", "1.2.1", change)])
    (spot,) = [
        spot for line in lines for spot in spots_today(line, HERE, b"#define V 1, 2, 1\n", "1.2.1", None)
    ]
    assert (spot.text, spot.dialect, spot.parts, spot.finals_only) == ("1, 2, 1", "numbers", 3, True)
    found = [
        each
        for line in lines
        for each in spots_today(line, Path("a.toml"), b"#define V 1, 2, 1", "1.2.1", None)
    ]
    assert found == []


@pytest.mark.parametrize("heading", ["### v{}", "## [{}] - today"])
def test_the_heading_of_an_entry_in_a_readme_may_become_the_final_release_s_once(heading: str) -> None:
    steps = moved("README.md", heading, "1.0.0rc1", "1.0.0")
    assert moved_lines(steps) == ()
    assert moved_lines(moved("README.md", f"Demo {heading}", "1.0.0rc1", "1.0.0")) != ()
    assert moved_lines(moved("README.md", heading, "0.9.0", "1.0.0rc1", "1.0.0")) != ()


def test_the_version_of_a_neighbour_may_meet_ours_by_chance_once() -> None:
    quiet = step("1.0.0", "1.1.0")
    once = moved("b/pyproject.toml", 'version = "{}"', "1.1.0", "1.2.0")
    assert moved_lines([*once, quiet]) == ()
    assert len(moved_lines(moved("b/pyproject.toml", 'version = "{}"', "1.0.0", "1.1.0", "1.2.0"))) == 1


def test_lines_that_move_with_final_releases_only() -> None:
    def readme(old: str, new: str) -> Replaced:
        return gave_way("README.md", f"pkg=={old}", f"pkg=={new}")

    history = [
        step("1.2.0", "1.3.0.dev0"),
        step("1.2.0.dev0", "1.2.0", readme("1.1.0", "1.2.0")),
        step("1.1.0", "1.2.0.dev0"),
        step("1.1.0.dev0", "1.1.0", readme("1.0.0", "1.1.0")),
        step("1.0.0", "1.1.0.dev0"),
        step("1.0.0.dev0", "1.0.0"),
    ]
    (line,) = moved_lines(history)
    assert line.finals_only
    assert line.why == "changed in 2 of the last 3 releases"
    assert today((line,), "pkg==1.2.0\n", "1.3.0.dev0", "1.2.0") == [(1, "1.2.0")]
    (spot,) = spots_today(line, HERE, b"pkg==1.2.0\n", "1.3.0.dev0", "1.2.0")
    assert spot.finals_only


def test_the_release_before_the_first_step_is_known_too() -> None:
    history = [
        step("1.1.0", "1.2.0.dev0"),
        step("1.1.0.dev0", "1.1.0", gave_way("README.md", "pkg==1.0.0", "pkg==1.1.0")),
        step("1.0.0", "1.1.0.dev0"),
    ]
    (line,) = moved_lines(history)
    assert today((line,), "pkg==1.1.0\n", "1.2.0.dev0", "1.1.0") == [(1, "1.1.0")]


def test_the_first_two_numbers_move_with_minor_releases() -> None:
    history = [
        step("1.2.0", "1.2.1"),
        step("1.1.0", "1.2.0", gave_way("conf", "short: 1.1", "short: 1.2")),
        step("1.0.0", "1.1.0", gave_way("conf", "short: 1.0", "short: 1.1")),
    ]
    (line,) = moved_lines(history)
    (spot,) = spots_today(line, HERE, b"short: 1.2\n", "1.2.1", None)
    assert (spot.text, spot.parts) == ("1.2", 2)
    assert moved_lines(history[:2]) == ()


def test_the_steps_in_which_a_file_moved_at_all() -> None:
    history = [step("1.1.0", "1.2.0"), *moved("a", "v{}", "1.0.0", "1.1.0")]
    assert moved_in(history, "a") == (1,)
    assert moved_in(history, "b") == ()


@pytest.mark.parametrize(("count", "learnt"), [(40, True), (4000, False)])
def test_a_file_in_which_very_many_lines_moved_is_left_to_what_makes_it(count: int, *, learnt: bool) -> None:
    old, new = ("\n".join(f"line {at}: {version}" for at in range(count)) for version in ("1.0.0", "1.1.0"))
    found = moved_lines(
        [step("1.0.0", "1.1.0", gave_way("table.md", old, new), gave_way("a.md", "1.0.0", "1.1.0"))]
    )
    assert ("table.md" in {line.path for line in found}) is learnt
    assert "a.md" in {line.path for line in found}


def test_a_line_that_only_development_releases_leave_alone() -> None:
    """The file goes 1.0, 1.1.dev0, 1.1rc1, 1.1.dev0, 1.1, 1.2.dev0; the line is one release behind in between."""
    readme = "install pkg=={}"
    made = [
        step("1.0", "1.1.dev0"),
        step("1.1.dev0", "1.1rc1", gave_way("README.md", readme.format("1.0"), readme.format("1.1rc1"))),
        step("1.1rc1", "1.1.dev0"),
        step("1.1.dev0", "1.1", gave_way("README.md", readme.format("1.1rc1"), readme.format("1.1"))),
        step("1.1", "1.2.dev0"),
    ]
    (line,) = moved_lines(made[::-1])
    assert (line.released_only, line.finals_only) == (True, False)
    assert line.why == "changed in 2 of the last 2 version changes"
    data = readme.format("1.1").encode()
    spots = spots_today(line, HERE, data, "1.2.dev0", "1.1", "1.1")
    sources = VersionSources(spots=spots)
    assert rewrite({HERE: data}, sources, "1.2rc1") == {HERE: readme.format("1.2rc1").encode()}
    assert rewrite({HERE: data}, sources, "1.2.dev1") == {}
