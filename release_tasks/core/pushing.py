"""What ``git push --porcelain`` says about refs that were refused, and what helps."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_REFUSED = re.compile(r"^!\t[^\t]*:(?P<ref>[^\t:]+)\t\[[^\]]+\](?: \((?P<reason>.*)\))?", re.MULTILINE)
_SAID = re.compile(r"^remote: (?:error: |fatal: )?(?P<text>\S.*?)\s*$", re.MULTILINE)
_SILENT = (
    "Could not read from remote repository",
    "unable to access",
    "unable to connect",
    "Could not resolve host",
    "Authentication failed",
    "could not read Username",
    "could not read Password",
    "does not appear to be a git repository",
    "hung up unexpectedly",
    "unexpected disconnect",
    "early EOF",
)
_REMEDIES = (
    (
        ("non-fast-forward", "fetch first", "stale info"),
        "git pull --rebase {remote} {name}, then validate again",
    ),
    (("already exists",), "git ls-remote --tags {remote} {name}, and release a version whose tag is free"),
    (("cannot lock ref", "failed to update ref"), "run again"),
    (("declined", "protected", "denied"), "do what {remote}'s rules ask for: its words are above"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A ref that origin did not take: its full name, and why."""

    ref: str
    reason: str

    def remedy(self, remote: str) -> str:
        """What helps against this reason; ``remote`` is git's name for where it was pushed to."""
        name = self.ref.split("/", 2)[-1]
        found = next((what for words, what in _REMEDIES if any(word in self.reason for word in words)), "")
        return (found or "git push --dry-run {remote} {name}").format(name=name, remote=remote)


def by_pull_request(refusal: Refusal, words: str, refspecs: Iterable[str]) -> str:
    """What helps where GitHub protects the branch: the release commit goes another way; empty where it would not.

    ``words`` are origin's own, ``refspecs`` all that was pushed. A ruleset may ask for other things than pull requests.
    """
    said = f"{refusal.reason} {words}".casefold()
    asked = "protected branch" in said or "pull request" in said
    if not refusal.ref.startswith("refs/heads/") or not asked or "GH0" not in words:
        return ""
    tags = [each.rpartition("refs/tags/")[2] for each in refspecs if "refs/tags/" in each]
    back = " && ".join((*(f"git tag -d {each}" for each in tags), "git reset --soft HEAD~1"))
    return f'take tag and commit back ({back}), state release-by = "pull-request" in the settings, and validate again'


def refusals(said: str) -> tuple[Refusal, ...]:
    """Give the refs that were refused for a reason of their own, or all of them if none has one."""
    found = tuple(Refusal(ref=each["ref"], reason=each["reason"] or "") for each in _REFUSED.finditer(said))
    return tuple(each for each in found if "atomic" not in each.reason) or found


def words_of_origin(said: str) -> str:
    """Give what origin's own hooks said, in one line."""
    return " ".join(match["text"] for match in _SAID.finditer(said))


def unanswered(said: str) -> bool:
    """Tell whether git could not talk to origin at all."""
    return any(each in said for each in _SILENT)
