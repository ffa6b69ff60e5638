"""The reader of reStructuredText, held to docutils' reading of the same text."""

from __future__ import annotations

import docutils.core
import docutils.nodes
from hypothesis import example, given, settings
from hypothesis import strategies as st

from release_tasks.core.changelog.restructuredtext import read

PIECES = st.sampled_from(
    [
        *("", "", "", "", "words", "more words", "1.2.3 (2026-01-02)", "Ünï", "変更", "ends so::", "::"),
        *(
            "=====",
            "-----",
            "==================",
            "------------------",
            "~~~~~",
            "===",
            "--",
            "+++++",
            ".....",
        ),
        *("   indented", "  =====", "- item", "* other", "1. first", "#. auto", "(a) third", "a. b", "-"),
        *(".. note::", ".. a comment", "..", ".. _1.2.3: https://a.example", "__ https://a.example"),
        *(":field: text", "-a  option", "--long  option", ">>> 1 + 1", "| line", "> quoted", "= quoted"),
    ]
)
TITLED = st.tuples(
    st.sampled_from(["1.2.3 (2026-01-02)", "Unreleased", "Changes", "変更", "- no item?", "1.0"]),
    st.sampled_from("=-~+"),
    st.booleans(),
    st.integers(0, 3),
)


def expected(text: str) -> list[str] | None:
    """The words of the section titles as docutils sees them; None where it finds levels inconsistent."""
    document = docutils.core.publish_doctree(
        text,
        settings_overrides={
            "report_level": 5,
            "halt_level": 5,
            "doctitle_xform": False,
            "file_insertion_enabled": False,
            "raw_enabled": False,
        },
    )
    messages = " ".join(each.astext() for each in document.findall(docutils.nodes.system_message))
    if "nconsistent title" in messages or "Unexpected section title" in messages:
        return None
    return [section[0].astext() for section in document.findall(docutils.nodes.section)]


def found(text: str) -> list[str]:
    return [each.title for each in read(text).titles]


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=9))
@example(["+++++", "words", "words", "====="])
@example(["+++++", "=====", "words", "====="])
@example(["1. first", "1. first", "====="])
@example(["1. first", "2. second", "=========="])
@example(["1. first", "#. auto", "=========="])
@example(["words", "words", "   indented", "words", "====="])
@example(["::", "", "-----", "- item", "-----"])
@example(["words", "===="])
@example(["more words", "===="])
@example(["more words", "==="])
def test_titles_are_those_of_docutils(pieces: list[str]) -> None:
    text = "\n".join(pieces)
    titles = expected(text)
    assert titles is None or found(text) == titles


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(TITLED, PIECES), max_size=8))
def test_rules_over_and_under(pieces: list[tuple[str, str, bool, int] | str]) -> None:
    lines: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            lines.append(piece)
            continue
        title, rule, over, more = piece
        drawn = rule * (2 * len(title) + more)
        lines += ["", *([drawn] if over else []), title, drawn]
    text = "\n".join(lines)
    titles = expected(text)
    assert titles is None or found(text) == titles


@given(st.lists(PIECES, max_size=12), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\ufeff"]))
def test_a_document_gives_its_text_back(pieces: list[str], end: str, mark: str) -> None:
    text = mark + end.join(pieces)
    document = read(text)
    assert mark + "".join(text[each.start : each.stop] for each in document.lines) == text
    for title in document.titles:
        assert text[title.start : title.end] == title.title
        assert len({text[rule.start : rule.end] for rule in title.rules}) == 1


def test_levels_follow_the_order_of_styles() -> None:
    text = "====\nTop\n====\n\nOne\n===\n\nInner\n-----\n\nTwo\n===\n"
    assert [(each.level, each.title, each.line) for each in read(text).titles] == [
        (1, "Top", 2),
        (2, "One", 5),
        (3, "Inner", 8),
        (2, "Two", 11),
    ]


def test_kinds() -> None:
    text = "words::\n\n  code\n\n.. a comment\n   more\n\n.. note:: seen\n\n>>> 1 + 1\n2\n"
    kinds = [each.kind for each in read(text).lines]
    assert kinds == ["text", "text", "code", "code", *["comment"] * 3, "text", "text", "code", "code"]
