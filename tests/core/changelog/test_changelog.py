"""Changelogs in and out, byte for byte."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release_tasks.core.changelog import ChangelogError, notes, parse, release

KEEP_A_CHANGELOG = """\
# Changelog

All notable changes are written here.

## [Unreleased]

### Added

- Exceptions are recorded (#31).

## [1.3.0] - 2025-03-03

### Fixed

- Recordings are complete.

## [1.2.0] - 2025-03-01

- The first public version.

[Unreleased]: https://forge.example/a/b/compare/recorder-v1.3.0...HEAD
[1.3.0]: https://forge.example/a/b/compare/recorder-v1.2.0...recorder-v1.3.0
[1.2.0]: https://forge.example/a/b/releases/tag/recorder-v1.2.0
"""

RELEASED = """\
# Changelog

All notable changes are written here.

## [Unreleased]

## [1.4.0] - 2026-11-21

### Added

- Exceptions are recorded (#31).

## [1.3.0] - 2025-03-03

### Fixed

- Recordings are complete.

## [1.2.0] - 2025-03-01

- The first public version.

[Unreleased]: https://forge.example/a/b/compare/recorder-v1.4.0...HEAD
[1.4.0]: https://forge.example/a/b/compare/recorder-v1.3.0...recorder-v1.4.0
[1.3.0]: https://forge.example/a/b/compare/recorder-v1.2.0...recorder-v1.3.0
[1.2.0]: https://forge.example/a/b/releases/tag/recorder-v1.2.0
"""


def released(
    text: str,
    version: str = "1.4.0",
    *,
    tag: str = "v{}",
    previous: str | None = "1.3.0",
    date: str = "2026-11-21",
) -> str:
    return release(parse(text), version, date, tag_of=tag.format, previous=previous)


def test_unreleased_becomes_a_dated_section() -> None:
    assert released(KEEP_A_CHANGELOG, tag="recorder-v{}") == RELEASED


def test_released_twice_is_released_once() -> None:
    assert released(RELEASED, tag="recorder-v{}", date="2026-12-24") == RELEASED


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("final", [True, False])
def test_line_ends_and_byte_order_mark_stay(end: str, mark: str, final: bool) -> None:
    def spelled(text: str) -> str:
        return mark + (text if final else text.removesuffix("\n")).replace("\n", end)

    assert released(spelled(KEEP_A_CHANGELOG), tag="recorder-v{}") == spelled(RELEASED)


@pytest.mark.parametrize(
    ("last", "new"),
    [
        ("## [1.3.0] - 2025-03-03", "## [1.4.0] - 2026-11-21"),
        ("## 1.3.0 - 2025-03-03", "## 1.4.0 - 2026-11-21"),
        ("## 1.3.0 (2025-03-03)", "## 1.4.0 (2026-11-21)"),
        ("## v1.3.0 (2025-03-03)", "## v1.4.0 (2026-11-21)"),
        ("## [v1.3.0] — 2025-03-03", "## [v1.4.0] — 2026-11-21"),
        ("## [1.3.0] – 2025/3/3", "## [1.4.0] – 2026/11/21"),
        ("## 1.3.0 / 2025.03.03", "## 1.4.0 / 2026.11.21"),
        ("## 1.3.0, released 3 March 2025", "## 1.4.0, released 21 November 2026"),
        ("## 1.3.0 (Mar 3rd, 2025)", "## 1.4.0 (Nov 21st, 2026)"),
        ("## Version 1.3.0 (March 03, 2025)", "## Version 1.4.0 (November 21, 2026)"),
        ("## [recorder-v1.3.0] - 2025-03-03", "## [recorder-v1.4.0] - 2026-11-21"),
        ("## [1.3.0] - 2025-03-03 [YANKED]", "## [1.4.0] - 2026-11-21"),
        ('## 1.3.0 "Gold" - 2025-03-03', "## 1.4.0 - 2026-11-21"),
        ("## [1.3.0]: 2025-03-03 ##", "## [1.4.0]: 2026-11-21"),
        ("## 1.3.0", "## 1.4.0"),
        (
            "## [1.3.0](https://forge.example/a/compare/v1.2.0...v1.3.0) (2025-03-03)",
            "## [1.4.0](https://forge.example/a/compare/v1.3.0...v1.4.0) (2026-11-21)",
        ),
    ],
)
def test_the_style_is_that_of_the_last_release(last: str, new: str) -> None:
    text = f"# News\n\n## Unreleased\n\n- More.\n\n{last}\n\n- Less.\n"
    assert released(text) == f"# News\n\n## Unreleased\n\n{new}\n\n- More.\n\n{last}\n\n- Less.\n"


@pytest.mark.parametrize(
    ("day", "written"),
    [("01", "1st"), ("02", "2nd"), ("03", "3rd"), ("11", "11th"), ("12", "12th"), ("23", "23rd")],
)
def test_a_day_has_its_ordinal(day: str, written: str) -> None:
    text = "## Unreleased\n- More.\n## 1.3.0 (May 5th, 2025)\n- Less.\n"
    assert f"## 1.4.0 (May {written}, 2026)" in released(text, date=f"2026-05-{day}")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # The first release ever: from the page of a branch.
        (
            "## [Unreleased]\n- More.\n\n[unreleased]: https://forge.example/a/commits/main\n",
            (
                "## [Unreleased]\n\n## [1.4.0] - 2026-11-21\n- More.\n\n"
                "[unreleased]: https://forge.example/a/compare/v1.4.0...HEAD\n"
                "[1.4.0]: https://forge.example/a/releases/tag/v1.4.0\n"
            ),
        ),
        (
            "## [Unreleased]\n- More.\n\n[Unreleased]: https://forge.example/a/-/tree/main\n",
            (
                "## [Unreleased]\n\n## [1.4.0] - 2026-11-21\n- More.\n\n"
                "[Unreleased]: https://forge.example/a/-/compare/v1.4.0...HEAD\n"
                "[1.4.0]: https://forge.example/a/-/tags/v1.4.0\n"
            ),
        ),
        # No link for Unreleased: the one of the last release shows the way.
        (
            "## [Unreleased]\n- More.\n## [1.3.0] - 2025-03-03\n\n[1.3.0]: https://forge.example/a/tree/v1.3.0",
            (
                "## [Unreleased]\n\n## [1.4.0] - 2026-11-21\n- More.\n## [1.3.0] - 2025-03-03\n\n"
                "[1.4.0]: https://forge.example/a/tree/v1.4.0\n[1.3.0]: https://forge.example/a/tree/v1.3.0"
            ),
        ),
        # Only the first release had no other to be compared with.
        (
            (
                "## [Unreleased]\n- More.\n## [1.3.0] - 2025-03-03\n\n"
                "[Unreleased]: https://forge.example/a/compare/v1.3.0...HEAD\n"
                "[1.3.0]: https://forge.example/a/releases/tag/v1.3.0\n"
            ),
            (
                "## [Unreleased]\n\n## [1.4.0] - 2026-11-21\n- More.\n## [1.3.0] - 2025-03-03\n\n"
                "[Unreleased]: https://forge.example/a/compare/v1.4.0...HEAD\n"
                "[1.4.0]: https://forge.example/a/compare/v1.3.0...v1.4.0\n"
                "[1.3.0]: https://forge.example/a/releases/tag/v1.3.0\n"
            ),
        ),
        # Every release links to its tag page, so does the next one.
        (
            (
                "## [Unreleased]\n- More.\n## [1.3.0] - 2025-03-03\n## [1.2.0] - 2025-03-02\n\n"
                "[Unreleased]: <https://forge.example/a/compare/v1.3.0..main> 'What comes'\n"
                "[1.3.0]:  https://forge.example/a/releases/tag/v1.3.0\n"
            ),
            (
                "## [Unreleased]\n\n## [1.4.0] - 2026-11-21\n- More.\n## [1.3.0] - 2025-03-03\n## [1.2.0] - 2025-03-02\n\n"
                "[Unreleased]: <https://forge.example/a/compare/v1.4.0..main> 'What comes'\n"
                "[1.4.0]: https://forge.example/a/releases/tag/v1.4.0\n"
                "[1.3.0]:  https://forge.example/a/releases/tag/v1.3.0\n"
            ),
        ),
        # Unreleased was not moved along last time.
        (
            (
                "## [Unreleased]\n- More.\n## [v1.3.0] - 2025-03-03\n\n"
                "[Unreleased]: https://forge.example/a/compare/v1.2.0...HEAD"
            ),
            (
                "## [Unreleased]\n\n## [v1.4.0] - 2026-11-21\n- More.\n## [v1.3.0] - 2025-03-03\n\n"
                "[Unreleased]: https://forge.example/a/compare/v1.4.0...HEAD\n"
                "[v1.4.0]: https://forge.example/a/compare/v1.3.0...v1.4.0"
            ),
        ),
        # Versions are no links, Unreleased is.
        (
            "## [Unreleased]\n- More.\n## 1.3.0 (2025-03-03)\n\n[Unreleased]: https://forge.example/a/compare/v1.3.0...HEAD\n",
            (
                "## [Unreleased]\n\n## 1.4.0 (2026-11-21)\n- More.\n## 1.3.0 (2025-03-03)\n\n"
                "[Unreleased]: https://forge.example/a/compare/v1.4.0...HEAD\n"
            ),
        ),
        # Inline links.
        (
            "## [Unreleased](https://forge.example/a/compare/v1.3.0...HEAD)\n- More.\n",
            (
                "## [Unreleased](https://forge.example/a/compare/v1.4.0...HEAD)\n\n"
                "## [1.4.0](https://forge.example/a/compare/v1.3.0...v1.4.0) - 2026-11-21\n- More.\n"
            ),
        ),
        # Links that were prepared, and forms that are not known, stay.
        (
            "## [Unreleased]\n- More.\n\n[1.4.0]: https://forge.example/elsewhere\n",
            "## [Unreleased]\n\n## [1.4.0] - 2026-11-21\n- More.\n\n[1.4.0]: https://forge.example/elsewhere\n",
        ),
        (
            "## [Unreleased]\n- More.\n\n[Unreleased]: https://forge.example/what/is/new\n",
            (
                "## [Unreleased]\n\n## [1.4.0] - 2026-11-21\n- More.\n\n"
                "[Unreleased]: https://forge.example/what/is/new\n"
            ),
        ),
        # A section that is there and has no date gets it, in place.
        (
            "## 1.4.0 (unreleased)\n- More.\n## 1.3.0 (2025-03-03)\n",
            "## 1.4.0 (2026-11-21)\n- More.\n## 1.3.0 (2025-03-03)\n",
        ),
        # Titles on the first level.
        (
            "# Unreleased\n- More.\n# 1.3.0 (2025-03-03)\n",
            "# Unreleased\n\n# 1.4.0 (2026-11-21)\n- More.\n# 1.3.0 (2025-03-03)\n",
        ),
    ],
)
def test_links_and_headings(before: str, after: str) -> None:
    assert released(before) == after


def test_what_only_looks_like_a_heading_is_none() -> None:
    text = (
        "# Changelog\n<!--\n## [Unreleased]\n- a template\n-->\n```md\n## [Unreleased]\n- an example\n```\n"
        "~~~~\n```\n## 9.9.9 - 2026-01-01\n~~~\n~~~~\n    ## 8.8.8 - 2026-01-01\n#7.7.7\n## [Unreleased]\n- More.\n"
    )
    assert [(each.version, each.line) for each in parse(text).sections] == [(None, 17)]
    assert released(text).endswith("## [Unreleased]\n\n## [1.4.0] - 2026-11-21\n- More.\n")


@pytest.mark.parametrize(
    ("title", "version", "date"),
    [
        ("[1.2.0-rc.1] - 2025-01-01", "1.2.0rc1", "2025-01-01"),
        ("2025.3 (2025-01-01)", "2025.3", "2025-01-01"),
        ("1.2", "1.2", None),
        ("5", "5", None),
        ("1!2.0.post1 (1 May 2025)", "1!2.0.post1", "1 May 2025"),
    ],
)
def test_versions_and_dates_are_read(title: str, version: str, date: str | None) -> None:
    (section,) = parse(f"## {title}\n\n- More.\n").sections
    assert (section.version, section.date, section.title, section.body) == (
        version,
        date,
        title,
        "\n- More.\n",
    )


@pytest.mark.parametrize(
    "title", ["2 things to know", "Unreleasedness", "Notes", "[1.0", "2025-01-01", "1.x"]
)
def test_other_headings_are_no_sections(title: str) -> None:
    assert parse(f"# Changelog\n\n## {title}\n").sections == ()


@pytest.mark.parametrize("marks", ["#", "##"])
def test_an_ordinary_heading_ends_a_section(marks: str) -> None:
    text = f"## 1.4.0 - 2026-01-01\n- More.\n{marks} How we number\nSemantically.\n"
    assert parse(text).sections[0].body == "- More.\n"


def test_a_byte_order_mark_is_no_part_of_a_heading() -> None:
    after = released("\ufeff## Unreleased\n- More.\n")
    assert after == "\ufeff## Unreleased\n\n## 1.4.0 - 2026-11-21\n- More.\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# Changelog\n\n## [Unreleased]\n\n## [1.3.0] - 2025-03-03\n- Less.\n", 3),
        (
            "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- \n<!-- your\nentry -->\n\n[Unreleased]: https://x.example\n",
            3,
        ),
        ("# Changelog\n\n## [1.3.0] - 2025-03-03\n- Less.\n", 3),
        ("# Changelog\n", 1),
        ("", 1),
        ("## [Unreleased]", 1),
    ],
)
def test_nothing_to_release_names_the_line(text: str, line: int) -> None:
    with pytest.raises(ChangelogError) as caught:
        released(text)
    assert caught.value.line == line


def test_an_example_is_something() -> None:
    (section,) = parse("## Unreleased\n```\n```\n").sections
    assert not section.says_nothing


def test_the_section_for_a_version_is_its_own_else_the_unreleased_one() -> None:
    def title(version: str) -> str:
        section = parse(KEEP_A_CHANGELOG).about(version)
        assert section is not None
        return section.title

    assert title("1.3") == "[1.3.0] - 2025-03-03"
    assert title("1.4.0") == "[Unreleased]"
    assert parse("# Changelog\n").about("1.4.0") is None


def test_notes_stand_alone() -> None:
    text = (
        "## [Unreleased]\n\n## 1.4.0 (2026-11-21)\n\n<!-- hidden -->\n### Added\n\n- [Graphs][g], see [The docs].\n\n"
        "```toml\n[table]\n```\n\n[unused]: https://u.example\n[G]: https://g.example\n\n"
        "## 1.3.0 (2025-03-03)\n- Less.\n\n[The  Docs]: https://d.example 'Docs'\n"
    ).replace("\n", "\r\n")
    assert notes(parse(text), "1.4") == (
        "### Added\n\n- [Graphs][g], see [The docs].\n\n```toml\n[table]\n```\n\n"
        "[G]: https://g.example\n[The  Docs]: https://d.example 'Docs'"
    )
    assert notes(parse(text), "1.3.0") == "- Less."
    assert notes(parse(text), "1.5.0") == ""
    assert notes(parse("## 1.4.0\n<!-- nothing -->\n"), "1.4.0") == ""


ENDS = st.sampled_from(["\n", "\r\n"])
LINES = st.one_of(
    st.sampled_from(
        [
            *(
                "",
                "## [Unreleased]",
                "## Unreleased",
                "## [1.3.0] - 2025-03-03",
                "## 1.2.0 (2025-03-02)",
                "### Added",
            ),
            *(
                "- More.",
                "```",
                "~~~",
                "<!--",
                "-->",
                "<!-- x -->",
                "# Changelog",
                "## 1.4.0",
                "  * nested",
                "\ufeff",
            ),
            "[Unreleased]: https://forge.example/a/compare/v1.3.0...HEAD",
            "[1.3.0]: https://forge.example/a/compare/v1.2.0...v1.3.0",
        ]
    ),
    st.text(alphabet=st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=20),
)
_OURS = re.compile(r"(?m)^.*(?:1\.4\.0|Unreleased|unreleased).*(?:\r?\n|\Z)|^[ \t]*(?:\r?\n|\Z)")


@given(
    above=st.lists(LINES, max_size=8),
    below=st.lists(LINES, max_size=20),
    end=ENDS,
    mark=st.sampled_from(["", "\ufeff"]),
)
def test_nothing_but_headings_and_links_changes(
    above: list[str], below: list[str], end: str, mark: str
) -> None:
    text = mark + end.join([*above, "## [Unreleased]", "- More.", *below])
    try:
        after = released(text)
    except ChangelogError:
        return  # hidden by a fence or a comment above it, or not on the level of the sections
    assert after.startswith(mark)
    assert _OURS.sub("", after.removeprefix(mark)) == _OURS.sub("", text.removeprefix(mark))
    assert parse(after).of("1.4.0") is not None
    assert released(after, date="2026-12-24") == after


@given(lines=st.lists(LINES, max_size=25), end=ENDS)
def test_any_text_can_be_read(lines: list[str], end: str) -> None:
    text = end.join(lines)
    for section in parse(text).sections:
        assert text[section.place.start : section.place.end] == section.title
    notes(parse(text), "1.3.0")
