"""Pull requests as git's history tells them: the commits that merged them say which, and what each is called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# Each names its title, or leaves it to the first line of the body.
_MERGED = tuple(
    re.compile(form)
    for form in (
        r"Merge pull request '(?P<title>.*)' \(#(?P<number>\d+)\) from .+",  # Gitea, Forgejo
        r"Merge pull request #(?P<number>\d+) (?:from|in) .+",  # GitHub, Bitbucket Server
        r"Merged in .+ \(pull request #(?P<number>\d+)\)",  # Bitbucket
        r"Merged PR (?P<number>\d+): (?P<title>.+)",  # Azure DevOps
        r"Pull request #(?P<number>\d+): (?P<title>.+)",  # Bitbucket Server
        r"(?P<title>.+) \(#(?P<number>\d+)\)",  # squashed or rebased by GitHub, Gitea, Forgejo
        r"(?P<title>.+) \(pull request #(?P<number>\d+)\)",  # squashed by Bitbucket
    )
)
_GITLAB = re.compile(r"^See merge request \S*!(?P<number>\d+)\s*$", re.MULTILINE)
_GITLAB_MERGE = re.compile(r"Merge branch '.+'(?: into .+)?")
_TRAILER = re.compile(r"[A-Za-z][\w-]*: |See merge request |Approved-by")


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequest:
    """A pull or merge request: ``name`` is what the forge shows (``#12``, ``!12``)."""

    name: str
    title: str

    def __str__(self) -> str:
        return f"{self.name} {self.title}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedCommit:
    """One commit of a log; ``touches`` says whether it changed something of the package."""

    name: str
    parents: tuple[str, ...]
    message: str
    touches: bool

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return self.message.partition("\n")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What a history brought to the package, newest first: pull requests, and commits that came without one."""

    pulls: tuple[PullRequest, ...]
    subjects: tuple[str, ...]


def pull_request(message: str) -> PullRequest | None:
    """Read which pull request a commit message says that it merges; None if it says none."""
    subject, _, body = message.partition("\n")
    if found := _GITLAB.search(body):
        title = _first_line(body) if _GITLAB_MERGE.fullmatch(subject) else subject
        return PullRequest(name=f"!{found['number']}", title=title or subject)
    match = next((match for form in _MERGED if (match := form.fullmatch(subject.strip()))), None)
    if match is None:
        return None
    title = match.groupdict().get("title") or _first_line(body) or subject
    return PullRequest(name=f"#{match['number']}", title=title)


def merged(log: Sequence[LoggedCommit]) -> Merged:
    """Tell by which pull request each commit of a log came; ``log`` is newest first, its first commit the tip.

    A pull request counts if a commit that it brought touches the package, and counts once.
    """
    owners = _owners(log)
    pulls: dict[str, PullRequest] = {}
    subjects = []
    for commit in log:
        if not commit.touches or len(commit.parents) > 1:
            continue
        pull = pull_request(commit.message) or owners.get(commit.name)
        if pull is None:
            subjects.append(commit.subject)
        else:
            pulls.setdefault(pull.name, pull)
    return Merged(pulls=tuple(pulls.values()), subjects=tuple(subjects))


def _owners(log: Sequence[LoggedCommit]) -> Mapping[str, PullRequest]:
    """Find for each commit the pull request that brought it to the branch of the tip.

    A merge brings what its other parents reach and what no older merge of the same branch brought.
    """
    known = {each.name: each for each in log}
    seen: set[str] = set()
    owners: dict[str, PullRequest] = {}
    waiting: list[tuple[str, PullRequest | None]] = [(log[0].name, None)] if log else []
    while waiting:
        tip, owner = waiting.pop()
        branch = _branch(known, tip, seen)
        if owner:
            owners.update(dict.fromkeys((each.name for each in branch), owner))
        # The oldest merge is looked at first: it lies last on the stack.
        for commit in branch:
            if len(commit.parents) > 1:
                by = pull_request(commit.message) or owner
                waiting += [(parent, by) for parent in commit.parents[1:]]
    return owners


def _branch(known: Mapping[str, LoggedCommit], tip: str, seen: set[str]) -> list[LoggedCommit]:
    """Follow first parents from ``tip`` to where something is seen or not in the log; newest first."""
    branch = []
    while tip in known and tip not in seen:
        seen.add(tip)
        branch.append(known[tip])
        tip = next(iter(known[tip].parents), "")
    return branch


def _first_line(body: str) -> str:
    lines: Iterable[str] = (each.strip() for each in body.splitlines())
    first = next((each for each in lines if each), "")
    return "" if _TRAILER.match(first) else first
