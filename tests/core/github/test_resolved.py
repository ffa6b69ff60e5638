"""Closing words and mentions, read as GitHub reads them; and what a history took back."""

from __future__ import annotations

import pytest

from release_tasks.core.github.resolved import IssuesPage, numbers, standing
from release_tasks.core.pulls import LoggedCommit

PAGE = IssuesPage(repository="ada/demo", web="https://github.example")


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        *((f"{word} #1", (1,)) for word in ("close", "closes", "closed", "fix", "fixes", "fixed")),
        *((f"{word} #1", (1,)) for word in ("resolve", "Resolves", "RESOLVED", "Fixes:")),
        ("Fixes #1, #2 and closes #3. fixes #1", (1, 3)),
        ("fixes GH-4, fix ada/demo#5, Fix Ada/Demo#6", (4, 5, 6)),
        ("fixes https://github.example/ada/demo/issues/7", (7,)),
        ("fixes https://github.example/ada/other/issues/7, fixes bob/demo#8", ()),
        ("fixes https://elsewhere.example/ada/demo/issues/7", ()),
        ("fixing #1, fixes#2, prefixes #3, hotfix-fixes #4, fixes 5, fixes #x", ()),
        ("fixes\n#1", ()),
        ("<!-- Fixes #1\nFixes #2 -->\r\nFixes #3", (3,)),
        ("```\nfixes #1\n```\n`fixes #2` fixes #3", (3,)),
        ("~~~ text\nfixes #1\n~~~\n> fixes #2\n", ()),
        ("", ()),
        (None, ()),
    ],
)
def test_closing_words(text: str | None, closed: tuple[int, ...]) -> None:
    assert PAGE.closed_by(text) == closed


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("- Faster (#1, ada/demo#2, GH-3).", (1, 2, 3)),
        ("- [#1](https://github.example/ada/demo/issues/1) [#2](https://x.example/ada/demo/issues/2)", (1,)),
        ("- [Faster](https://github.example/ada/demo/pull/4 'title')", (4,)),
        ("- [#5][], [#6]\n\n[#5]: https://github.example/ada/demo/pull/5\n[#6]: https://x.example/6", (5,)),
        ("&#7; bob/demo#8 x#9 color #fff PEP-440 `#10` issue-#11", ()),
        ("see [the guide #12](docs/guide.md)", (12,)),
    ],
)
def test_mentions(text: str, named: tuple[int, ...]) -> None:
    assert PAGE.mentioned_in(text) == named


def history(*messages: str) -> tuple[LoggedCommit, ...]:
    """Commits, oldest first as they are made, given newest first as git lists them."""
    made = (
        LoggedCommit(name=f"{at:x}" * 40, parents=(), message=each, touches=True)
        for at, each in enumerate(messages, start=1)
    )
    return tuple(made)[::-1]


@pytest.mark.parametrize(
    ("messages", "left"),
    [
        (("a", "b"), ["b", "a"]),
        (("a", 'Revert "a"\n\nThis reverts commit 1111111.'), []),
        (("a", "b", f'Revert "a"\n\nThis reverts commit {"1" * 40}.'), ["b"]),
        (
            (
                "a",
                'Revert "a"\n\nThis reverts commit 1111111.',
                'Reapply "a"\n\nThis reverts commit 2222222.',
            ),
            ["a"],
        ),
        (("a (#4)", 'Revert "a" (#5)\n\nReverts ada/demo#4'), []),
    ],
)
def test_what_was_taken_back_does_not_count(messages: tuple[str, ...], left: list[str]) -> None:
    assert [each.subject for each in standing(history(*messages)).commits] == left


def test_a_pull_request_that_was_taken_back_is_named() -> None:
    assert standing(history("a (#4)", "Revert (#5)\n\nReverts #4")).reverted_pulls == {"#4"}


def test_only_github_s_own_names_are_numbers() -> None:
    assert numbers(("#12", "!3", "#x")) == (12,)
