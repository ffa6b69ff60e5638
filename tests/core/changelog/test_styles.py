"""How a section is released in changelogs of every kind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release_tasks.core.changelog import (
    ChangelogError,
    markup_of,
    next_title,
    notes,
    parse,
    release,
)
from release_tasks.core.changelog.document import Markup
from release_tasks.core.changelog.proof import prove
from release_tasks.core.changelog.sections import Changelog
from release_tasks.core.news import ChangelogFile


def released(
    text: str,
    version: str = "1.4.0",
    *,
    markup: Markup = "markdown",
    then: str | None = None,
    tag: str = "v{}",
) -> str:
    def before() -> Changelog | None:
        return None if then is None else parse(then, markup)

    return release(
        parse(text, markup), version, "2026-11-05", tag_of=tag.format, previous="1.3.0", before=before
    )


def in_rst(*lines: str) -> str:
    """Write a section for each title, underlined as long as it is."""
    return "".join(f"{line}\n{'-' * len(line)}\n\n- More.\n\n" for line in lines)


@pytest.mark.parametrize(
    ("last", "new"),
    [
        ("1.3.0 (2025-03-03)", "1.4.0 (2026-11-05)"),
        ("1.3.0 - 03 Jan 2025", "1.4.0 - 05 Nov 2026"),
        ("1.3.0 - 13 Jan 2025", "1.4.0 - 5 Nov 2026"),
        ("1.3.0 (13-Jan-2025)", "1.4.0 (5-Nov-2026)"),
        ("Version 1.3.0 (January 2, 2025)", "Version 1.4.0 (November 5, 2026)"),
        ("v1.3.0 / 2025-03-03", "v1.4.0 / 2026-11-05"),
        ("1.3.0 (21.11.2025)", "1.4.0 (05.11.2026)"),
        ("1.3.0 (1.2.2025)", "1.4.0 (5.11.2026)"),
        ("demo 1.3.0 (2025-03-03)", "demo 1.4.0 (2026-11-05)"),
        ("demo-pkg v1.3.0", "demo-pkg v1.4.0"),
        ("Release 1.3.0 [2025/03/03]", "Release 1.4.0 [2026/11/05]"),
        ("Version 1.3.0, released on May 3rd, 2025", "Version 1.4.0, released on November 5th, 2026"),
        ("1.3.0, Sept. 3, 2025", "1.4.0, Nov. 5, 2026"),
        ("1.3.0 MARCH 3 2025", "1.4.0 NOVEMBER 5 2026"),
        ("**1.3.0** (2025-03-03)", "**1.4.0** (2026-11-05)"),
        ("``1.3.0`` (2025-03-03)", "``1.4.0`` (2026-11-05)"),
        ("1.3.0 — 2025-03-03", "1.4.0 — 2026-11-05"),
        ("1.3.0 2025-03-03", "1.4.0 2026-11-05"),
        ("1.3.0 (2025-03-03, yanked)", "1.4.0 (2026-11-05)"),
        ("1.3.0 The Golden One", "1.4.0"),
        ("1.3.0", "1.4.0"),
        ("1.3.0:", "1.4.0"),
    ],
)
def test_the_style_is_that_of_the_last_release(last: str, new: str) -> None:
    after = released(in_rst("Unreleased", last), markup="restructuredtext")
    assert after == in_rst("Unreleased").replace("- More.\n\n", "") + in_rst(new, last)
    markdown = f"## Unreleased\n\n- More.\n\n## {last}\n"
    if "``" not in last:
        assert released(markdown) == f"## Unreleased\n\n## {new}\n\n- More.\n\n## {last}\n"


@pytest.mark.parametrize(
    "pending",
    [
        *("1.4.0 (unreleased)", "1.4.0 - Unreleased", "[1.4.0] - Unreleased", "v1.4.0 (not yet released)"),
        *("1.4.0.dev0", "1.4.0.dev0 (unreleased)", "1.4.0 (TBD)", "1.4.0 - TBA", "1.4.0 (in development)"),
        *(
            "1.4.0 (xxxx-xx-xx)",
            "1.4.0 (YYYY-MM-DD)",
            "1.4.0 (2026-XX-XX)",
            "1.4.0 (2026-11-??)",
            "1.4.0 (dev)",
        ),
        *("1.5.0 (unreleased)", "1.4.0"),
    ],
)
def test_a_version_that_is_not_released_gets_its_date_in_place(pending: str) -> None:
    after = released(in_rst(pending, "1.3.0 (2025-03-03)"), markup="restructuredtext")
    assert after == in_rst("1.4.0 (2026-11-05)", "1.3.0 (2025-03-03)")
    assert released(after, markup="restructuredtext") == after


@pytest.mark.parametrize("pending", ["Unreleased", "[Unreleased]", "Next", "next release", "Upcoming", "TBD"])
@pytest.mark.parametrize(("then", "stays"), [(None, True), ("Unreleased", True), ("1.3.0", False)])
def test_what_has_no_version_stays_above_where_it_did(pending: str, then: str | None, *, stays: bool) -> None:
    text = in_rst(pending, "1.3.0 (2025-03-03)")
    before = then and in_rst(*dict.fromkeys((then, "1.3.0 (2025-03-03)")))
    after = released(text, markup="restructuredtext", then=before)
    fresh = in_rst(pending).replace("- More.\n\n", "") if stays else ""
    assert after == fresh + in_rst("1.4.0 (2026-11-05)", "1.3.0 (2025-03-03)")


def test_a_last_release_without_sections_shows_nothing() -> None:
    text = "## Unreleased\n\n- More.\n"
    assert released(text, then="# Changelog\n").startswith("## Unreleased\n\n## 1.4.0")


def test_what_has_no_version_comes_before_a_version_to_come() -> None:
    text = "## 2.0.0 (dev)\n- Later.\n## Unreleased\n- More.\n## 1.3.0 (2025-03-03)\n"
    assert "## Unreleased\n\n## 1.4.0 (2026-11-05)\n- More.\n" in released(text)


def test_a_dated_development_release_is_a_release() -> None:
    assert [each.version for each in parse("## 1.4.0.dev1 (2026-01-01)\n## 1.4.0.dev0\n").released] == [
        "1.4.0.dev1"
    ]


PLAIN = "# News\n\n## Unreleased\n\n- More.\n\n## 1.3.0\n\n- Less.\n\n[1.3.0]: https://x.example\n"


@pytest.mark.parametrize(
    "after",
    [
        PLAIN,
        PLAIN.replace("Unreleased", "1.4.0 (unreleased)"),
        PLAIN.replace("Unreleased", "1.4.0").replace("More.", "more."),
        PLAIN.replace("Unreleased", "1.4.0").replace("- Less.\n", ""),
        PLAIN.replace("Unreleased", "1.4.0").replace("- Less.\n", "- Less.\r\n"),
        PLAIN.replace("Unreleased", "1.4.0").replace("## 1.3.0", "## 1.4.0"),
        PLAIN.replace("Unreleased", "1.4.0") + "- Else.\n",
    ],
)
def test_the_proof_refuses_whatever_changes_more(after: str) -> None:
    prove(
        parse(PLAIN),
        PLAIN.replace("Unreleased", "1.4.0 (2026-11-05)").replace("https://x", "https://y"),
        "1.4.0",
    )
    with pytest.raises(ChangelogError, match="would change how the rest is read"):
        prove(parse(PLAIN), after, "1.4.0")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # Rules as long as the title stay so; longer ones stay, unless the title outgrows them.
        ("Unreleased\n==========\n", "1.4.0 (2026-11-05)\n==================\n"),
        ("Unreleased\n====================\n", "1.4.0 (2026-11-05)\n====================\n"),
        ("Unreleased\n===========\n", "1.4.0 (2026-11-05)\n==================\n"),
        ("Unreleased\n=====\n", "1.4.0 (2026-11-05)\n==================\n"),
        (
            "==========\nUnreleased\n==========\n",
            "==================\n1.4.0 (2026-11-05)\n==================\n",
        ),
        (
            "============\n Unreleased\n============\n",
            "==================\n 1.4.0 (2026-11-05)\n==================\n",
        ),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_rules_have_the_length_of_the_title(before: str, after: str, end: str) -> None:
    below = "\n- More.\n\n1.3.0 (2025-03-03)\n~~~~~~~~~~~~~~~~~~\n"
    if before.startswith("="):
        below = below.replace("1.3.0", "~~~~~~~~~~~~~~~~~~\n1.3.0", 1)
    text = (before + below).replace("~", "=").replace("\n", end)
    then = "1.3.0\n=====\n"
    expected = (after + below).replace("~", "=").replace("\n", end)
    assert released(text, markup="restructuredtext", then=then) == expected


def test_an_underlined_heading_of_markdown() -> None:
    text = "Changes\n=======\n\nUnreleased\n----------\n\n- More.\n\n1.3.0 (2025-03-03)\n------------------\n"
    assert released(text) == text.replace("- More.\n", "1.4.0 (2026-11-05)\n------------------\n\n- More.\n")


ZEST = """\
Changelog
=========

1.4.0 (unreleased)
------------------

- Nothing changed yet.


1.3.0 (2025-03-03)
------------------

- Less.
"""


def test_a_section_that_says_that_nothing_changed_is_empty() -> None:
    with pytest.raises(ChangelogError, match="line 4: the section of the release is empty"):
        released(ZEST, markup="restructuredtext")
    after = released(ZEST.replace("Nothing changed yet", "Faster"), markup="restructuredtext")
    assert after == ZEST.replace("Nothing changed yet", "Faster").replace("unreleased", "2026-11-05")


LINKED = """\
`Unreleased`_
-------------

- More.

`1.3.0`_ - 2025-03-03
---------------------

- Less.

.. _Unreleased: https://forge.example/a/compare/v1.3.0...HEAD
.. _1.3.0: https://forge.example/a/compare/v1.2.0...v1.3.0
"""


def test_links_of_restructuredtext_follow() -> None:
    assert released(LINKED, markup="restructuredtext") == (
        LINKED.replace(
            "-------------\n\n- More",
            "-------------\n\n`1.4.0`_ - 2026-11-05\n---------------------\n\n- More",
            1,
        ).replace(
            "v1.3.0...HEAD\n", "v1.4.0...HEAD\n.. _1.4.0: https://forge.example/a/compare/v1.3.0...v1.4.0\n"
        )
    )


@pytest.mark.parametrize(
    ("unreleased", "moved", "new"),
    [
        (
            "https://forge.example/a/-/compare/demo-v1.3.0...main",
            "https://forge.example/a/-/compare/demo-v1.4.0...main",
            "https://forge.example/a/-/compare/demo-v1.3.0...demo-v1.4.0",
        ),
        (
            "https://forge.example/a/branches/compare/main%0Ddemo-v1.3.0",
            "https://forge.example/a/branches/compare/main%0Ddemo-v1.4.0",
            "https://forge.example/a/branches/compare/demo-v1.4.0%0Ddemo-v1.3.0",
        ),
        (
            "https://forge.example/a/branches/compare/main..demo-v1.3.0#diff",
            "https://forge.example/a/branches/compare/main..demo-v1.4.0#diff",
            "https://forge.example/a/branches/compare/demo-v1.4.0..demo-v1.3.0#diff",
        ),
        (
            "https://forge.example/compare/commits?targetBranch=demo-v1.3.0&sourceBranch=main",
            "https://forge.example/compare/commits?targetBranch=demo-v1.4.0&sourceBranch=main",
            "https://forge.example/compare/commits?targetBranch=demo-v1.3.0&sourceBranch=demo-v1.4.0",
        ),
        (
            "https://forge.example/compare/commits?sourceBranch=main&targetBranch=refs%2Ftags%2Fdemo-v1.3.0",
            "https://forge.example/compare/commits?sourceBranch=main&targetBranch=refs%2Ftags%2Fdemo-v1.4.0",
            "https://forge.example/compare/commits?sourceBranch=demo-v1.4.0&targetBranch=refs%2Ftags%2Fdemo-v1.3.0",
        ),
    ],
)
def test_compare_addresses_of_the_common_hosts(unreleased: str, moved: str, new: str) -> None:
    text = f"## [Unreleased]\n- More.\n## [1.3.0] - 2025-03-03\n\n[unreleased]: {unreleased}\n"
    assert released(text, tag="demo-v{}").endswith(f"\n[unreleased]: {moved}\n[1.4.0]: {new}\n")


def test_a_tag_is_percent_encoded_where_the_last_one_was() -> None:
    text = (
        "## [Unreleased]\n- More.\n## [1.3.0] - 2025-03-03\n\n"
        "[unreleased]: https://forge.example/a/compare/demo%401.3.0...HEAD\n"
    )
    assert "compare/demo%401.3.0...demo%401.4.0\n" in released(text, tag="demo@{}")


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ("## Unreleased\n- More.\n## 1.3.0 (3/4/2025)\n", "form of the last release's heading", 3),
        ("## Unreleased\n- More.\n## 1.3.0 (25-03-03)\n", "form of the last release's heading", 3),
        ("## Unreleased\n- More.\n## 1.3.0 at 12:30 (2025-03-03)\n", "form of the last release's heading", 3),
        ("## Unreleased\n- More.\n## 1.3.0 (2025-03-03 12:30)\n", "form of the last release's heading", 3),
        ("## 1.4.0\n- More.\n## 1.4 (2025-03-03)\n- Less.\n", "2 sections describe 1.4.0", 3),
        ("## Unreleased\n- A.\n## Next\n- B.\n", "2 sections are not released", 3),
        ("## 1.5 (dev)\n- A.\n## 2.0 (dev)\n- B.\n", "2 sections are not released", 3),
        ("## 1.3.0 (2025-03-03)\n- A.\n", "no section describes 1.4.0", 1),
    ],
)
def test_what_is_not_clear_is_told(text: str, what: str, line: int) -> None:
    with pytest.raises(ChangelogError, match=what) as caught:
        released(text)
    assert caught.value.line == line


def test_the_heading_that_is_missing_is_told_as_it_would_be() -> None:
    with pytest.raises(ChangelogError) as caught:
        released("# News\n\n### v1.3.0 (March 3, 2025)\n- A.\n")
    assert caught.value.expected == ("a section `### v1.4.0 (November 5, 2026)` with what users will notice")
    assert (
        next_title(parse(LINKED, "restructuredtext"), "1.4.0", "2026-11-05", "v1.4.0")
        == "`1.4.0`_ - 2026-11-05"
    )


def test_other_dates_show_whether_the_month_or_the_day_comes_first() -> None:
    text = "## Unreleased\n- More.\n## 1.3.0 (3/4/2025)\n## 1.2.0 ({}/2025)\n"
    assert "## 1.4.0 (11/5/2026)" in released(text.format("3/14"))
    assert "## 1.4.0 (5/11/2026)" in released(text.format("14/3"))


def test_yanked_in_the_place_of_a_date_is_no_style() -> None:
    text = "## Unreleased\n- More.\n## [1.3.0] - Yanked\n## [1.2.0] - 2025-03-03\n"
    assert "## [1.4.0] - 2026-11-05\n" in released(text)


@pytest.mark.parametrize(
    ("name", "text", "markup"),
    [
        ("CHANGES.rst", "## 1.0\n", "restructuredtext"),
        ("changelog.MD", "1.0\n===\n", "markdown"),
        ("CHANGES.txt", "1.0\n===\n", "restructuredtext"),
        ("CHANGES", "# Changes\n\n## 1.0\n", "markdown"),
        ("NEWS", "", "restructuredtext"),
    ],
)
def test_the_markup_is_that_of_the_name(name: str, text: str, markup: Markup) -> None:
    assert markup_of(name, text) == markup


def test_no_file_has_no_sections() -> None:
    assert ChangelogFile(path=None).read().sections == ()


def test_the_section_of_a_version_with_words() -> None:
    assert [each.version for each in parse("## Version 0.7.0 beta 9\n## 0.7 rc 1\n").sections] == [
        "0.7.0b9",
        "0.7rc1",
    ]
    assert parse("## Unreleased\n").about("1.0") is not None


def test_notes_of_restructuredtext_bring_their_links() -> None:
    text = "1.4.0\n=====\n\n.. hidden\n\n- See `docs`_ and `it <https://x.example>`_.\n\n1.3.0\n=====\n\n.. _docs: https://d.example\n"
    assert notes(parse(text, "restructuredtext"), "1.4.0") == (
        "- See `docs`_ and `it <https://x.example>`_.\n\n.. _docs: https://d.example"
    )


RST_LINES = st.one_of(
    st.sampled_from(
        [
            *(
                "",
                "",
                "Changes\n=======",
                "1.3.0 (2025-03-03)\n------------------",
                "1.2.0\n-----",
                "Added\n~~~~~",
            ),
            *(
                "- More.",
                ".. note::\n\n   1.4.0\n   -----",
                "words::",
                "  code",
                "-----",
                "====",
                ".. comment",
            ),
            *(".. _1.3.0: https://forge.example/a/compare/v1.2.0...v1.3.0", "`1.3.0`_\n--------", "\ufeff"),
        ]
    ),
    st.text(alphabet=st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=20),
)
PENDING = st.sampled_from(
    ["Unreleased\n----------", "1.4.0 (unreleased)\n------------------", "==========\nUnreleased\n=========="]
)


@given(
    above=st.lists(RST_LINES, max_size=5),
    below=st.lists(RST_LINES, max_size=10),
    pending=PENDING,
    end=st.sampled_from(["\n", "\r\n"]),
    then=st.sampled_from([None, "1.3.0\n-----\n"]),
)
def test_nothing_but_headings_rules_and_links_changes(
    above: list[str], below: list[str], pending: str, end: str, then: str | None
) -> None:
    lines = "\n".join([*above, "", pending, "", "- More.", "", *below])
    text = lines.replace("\n", end)
    try:
        after = released(text, markup="restructuredtext", then=then)
    except ChangelogError:
        return  # hidden by what stands above it, or no release can be made of it
    assert _other(after) == _other(text)
    assert parse(after, "restructuredtext").of("1.4.0") is not None
    assert released(after, markup="restructuredtext", then=then) == after


def _other(text: str) -> list[str]:
    """The lines that are neither a rule, nor blank, nor ours, told from others by eye."""
    ours = ("1.4.0", "Unreleased", "unreleased")
    return [
        line
        for line in text.split("\n")
        if line.strip() and len(set(line.strip("\r"))) > 1 and not any(word in line for word in ours)
    ]
