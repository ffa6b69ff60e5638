"""The reader of Markdown, held to markdown-it-py's reading of the same text."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from release_tasks.core.changelog.markdown import read

COMMONMARK = MarkdownIt("commonmark")

PIECES = st.sampled_from(
    [
        *("", "", "", "words", "more words", "[a]: https://a.example", "  indented", "    deep", "\ttab"),
        *("# One", "## Two ##", "###", "#no", "####### seven", "   ### three", "    # code", "## [1.0] - x"),
        *("===", "---", "  ---", "=", "--", "--- -", "***", "- - -", "=== x", "    ==="),
        *(
            "- item",
            "-",
            "* other",
            "+ third",
            "1. first",
            "2. second",
            "  inner",
            "  # inner",
            "  ---",
            "      deep",
        ),
        *("> quote", ">", "> # inner", "> - both", "- > both", "- # inside", "- ```", "> ```"),
        *("```", "````", "~~~", "```md", "``` `", "  ```", "    ```"),
        *(
            "<!-- x -->",
            "<!--",
            "-->",
            "<div>",
            "</div>",
            "<pre>",
            "</pre>",
            "<b>",
            "<b>x",
            "<?php",
            "?>",
            "<!A",
        ),
    ]
)


def expected(text: str) -> list[tuple[int, int, str]]:
    """The level, line and words of the headings on the outermost level, as markdown-it-py sees them."""
    tokens = COMMONMARK.parse(text)
    return [
        (int(each.tag[1]), each.map[0] + 1, " ".join(tokens[at + 1].content.split()))
        for at, each in enumerate(tokens)
        if each.type == "heading_open" and each.level == 0 and each.map is not None
    ]


def found(text: str) -> list[tuple[int, int, str]]:
    return [(each.level, each.line, " ".join(each.title.split())) for each in read(text).titles]


@settings(max_examples=400)
@given(st.lists(PIECES, max_size=9))
@example(["words", "2. second", "==="])
@example(["words", "-", "==="])
@example(["- item", "words", "==="])
@example(["> - both", "-", "words", "==="])
@example(["[a]: https://a.example", "==="])
@example(["[a]: https://a.example", "</pre>", "# One"])
@example(["```", "    ```", "# One", "```"])
@example(["-", "", "  # inner"])
@example(["- # inside", "      deep", "# One"])
def test_headings_are_those_of_commonmark(pieces: list[str]) -> None:
    text = "\n".join(pieces)
    assert found(text) == expected(text)


@given(st.lists(PIECES, max_size=12), st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["", "\ufeff"]))
def test_a_document_gives_its_text_back(pieces: list[str], end: str, mark: str) -> None:
    text = mark + end.join(pieces)
    document = read(text)
    assert mark + "".join(text[each.start : each.stop] for each in document.lines) == text
    for title in document.titles:
        words = [each.strip(" \t") for each in text[title.start : title.end].split(end)]
        assert "\n".join(words) == title.title
        assert title.top <= title.start <= title.end <= title.bottom
        for rule in title.rules:
            assert set(text[rule.start : rule.end]) in ({"="}, {"-"})


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_an_underlined_heading(mark: str) -> None:
    (title,) = read(f"{mark}Words\n -----  \n").titles
    assert (title.level, title.title, title.underline and title.underline.end) == (2, "Words", len(mark) + 12)


def test_kinds() -> None:
    kinds = [each.kind for each in read("words\n```\n# no\n```\n<!--\n# no\n-->\n\n    code\n<div>\n").lines]
    assert kinds == ["text", *["code"] * 3, *["comment"] * 3, "text", "code", "text"]
