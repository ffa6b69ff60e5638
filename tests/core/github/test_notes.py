"""The notes of a release on GitHub, and whose they are."""

from __future__ import annotations

import pytest

from release_tasks.core.github.notes import GENERATED, is_ours, notes_with_link, same_text, written_by

OURS = notes_with_link(
    "- Faster.\n", page="https://github.example/ada/demo", tag="demo/v1.3.0", changelog="docs/CHANGE LOG.md"
)


def test_words_link_and_key() -> None:
    words, link, key = OURS.strip().split("\n\n")
    assert words == "- Faster."
    assert link == (
        "The whole changelog: [docs/CHANGE LOG.md at demo/v1.3.0]"
        "(https://github.example/ada/demo/blob/demo%2Fv1.3.0/docs/CHANGE%20LOG.md)"
    )
    assert key.startswith("<!-- release-tasks: notes ")


@pytest.mark.parametrize(
    ("body", "writer", "ours"),
    [
        (None, "nobody", False),
        (" \r\n", "nobody", False),
        ("Thanks!", "somebody", False),
        (OURS, "we", True),
        (OURS.replace("\n", "\r\n"), "we", True),
        (OURS.rstrip() + "  ", "we", True),
        (OURS.replace("Faster", "Much faster"), "somebody", True),
        ("Thanks!\n" + OURS, "somebody", True),
        (OURS + "\nThanks!", "somebody", True),
        (f"{GENERATED}\n\n## What's Changed", "we", True),
        (OURS.partition("<!--")[0], "somebody", False),
        ("<!-- release-tasks: follow-up x -->", "somebody", False),
    ],
)
def test_whose_they_are(body: str | None, writer: str, ours: bool) -> None:
    assert (written_by(body), is_ours(body)) == (writer, ours)


def test_line_ends_and_space_at_the_end_do_not_count() -> None:
    assert same_text("a  \r\nb  \n", "a\nb")
    assert not same_text("a\nb", "a b")
    assert same_text(None, "")
