"""Which issues a text says that it resolves, or only speaks of: GitHub's own words, for issues of one repository.

Source: https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from release_tasks.core.pulls import LoggedCommit, pull_request

_UNSEEN = re.compile(
    r"<!--.*?-->|^ {0,3}(?P<fence>```+|~~~+).*?^ {0,3}(?P=fence)|`[^`\n]+`|^ {0,3}>.*?$",
    re.DOTALL | re.MULTILINE,
)
_LINK = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\])*\]\((?P<url>https?://[^\s)]+)[^)]*\)")
_DEFINITION = re.compile(
    r"^ {0,3}\[(?P<label>[^\]]+)\]:[ \t]*<?(?P<url>https?://\S+?)>?[ \t]*$", re.MULTILINE
)
_REFERENCE = r"(?:(?P<repository>[\w.-]+/[\w.-]+)?#|GH-|(?P<page>https?://[^\s/]+/[\w.-]+/[\w.-]+)/(?:issues|pull)/)(?P<number>\d+)\b"
_CLOSING = re.compile(
    rf"(?<![\w-])(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?[ \t]+{_REFERENCE}", re.IGNORECASE
)
_MENTION = re.compile(rf"(?<![\w/&#-]){_REFERENCE}", re.IGNORECASE)
_REVERTS = re.compile(r"This reverts commit ([0-9a-f]{7,64})")
_REVERTS_PULL = re.compile(r"^Reverts (?:[\w.-]+/[\w.-]+)?#(\d+)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuesPage:
    """Where the issues that count are: ``owner/name``, and its page for people. Other repositories' are left alone."""

    repository: str
    web: str

    def closed_by(self, text: str | None) -> tuple[int, ...]:
        """The issues that a text of a commit or a pull request closes; a keyword counts for one issue."""
        return self._numbers(_CLOSING, _seen(text))

    def mentioned_in(self, text: str) -> tuple[int, ...]:
        """The issues and pull requests that a text of a changelog names."""
        return self._numbers(_MENTION, _with_addresses(_seen(text)))

    def _numbers(self, form: re.Pattern[str], text: str) -> tuple[int, ...]:
        return tuple(
            dict.fromkeys(int(each["number"]) for each in form.finditer(text) if self._is_ours(each))
        )

    def _is_ours(self, found: re.Match[str]) -> bool:
        named = found["repository"] or self.repository
        page = found["page"] or f"{self.web}/{self.repository}"
        ours = f"{self.web}/{self.repository}"
        return (named.casefold(), page.casefold()) == (self.repository.casefold(), ours.casefold())


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is left of a history without what was taken back in it: the commits, and the pull requests that were."""

    commits: tuple[LoggedCommit, ...]
    reverted_pulls: frozenset[str]


def standing(log: Sequence[LoggedCommit]) -> Standing:
    """Leave out commits that a later one reverts, and the reverts; ``log`` is newest first.

    What reverts a revert brings the first one back.
    """
    gone: list[str] = []
    pulls: set[str] = set()
    kept = []
    for commit in log:
        pull = pull_request(commit.message)
        if any(commit.name.startswith(each) for each in gone) or (pull and pull.name in pulls):
            continue
        commits, of_pulls = _REVERTS.findall(commit.message), _REVERTS_PULL.findall(commit.message)
        gone += commits
        pulls |= {f"#{each}" for each in of_pulls}
        if not commits and not of_pulls:
            kept.append(commit)
    return Standing(commits=tuple(kept), reverted_pulls=frozenset(pulls))


def numbers(names: Iterable[str]) -> tuple[int, ...]:
    """The numbers of pull requests as GitHub shows them (``#12``); other forges' are none."""
    return tuple(int(each[1:]) for each in names if each.startswith("#") and each[1:].isdecimal())


def _seen(text: str | None) -> str:
    """A text without what GitHub takes for no reference: code, quotes, and comments such as a template's."""
    return _UNSEEN.sub(" ", (text or "").replace("\r\n", "\n"))


def _with_addresses(text: str) -> str:
    """A text in which an address stands for a link: ``[#12]`` may well be another repository's."""
    urls = {found["label"]: found["url"] for found in _DEFINITION.finditer(text)}
    text = _LINK.sub(lambda found: f" {found['url']} ", _DEFINITION.sub("", text))
    for label, url in urls.items():
        text = text.replace(f"[{label}]", f" {url} ")
    return text
