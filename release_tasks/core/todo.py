"""The project's own todo file: what it says at origin, and the lines that follow-ups add to it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from release_tasks.core.action import FactTypes
from release_tasks.core.findings import Reach
from release_tasks.core.follow_ups import FollowUp
from release_tasks.core.git import GitState, RemoteRefs


@dataclass(frozen=True, slots=True, kw_only=True)
class TodoFile:
    """The todo file as ``branch`` has it at origin, in the commit ``base``; ``text`` is None where it is not there.

    ``path`` is relative to the repository. ``proposal`` is the branch that proposes a change of it, ``proposed``
    the text there, with its commit; empty and None where there is no such branch. ``unfetched`` are branches whose
    commits are not known here, so that nothing can be said of them. A file that git ignores is only here: then
    ``text`` is what it says here.
    """

    path: str
    branch: str = ""
    base: str = ""
    text: bytes | None = None
    proposal: str = ""
    proposal_base: str = ""
    proposed: bytes | None = None
    unfetched: tuple[tuple[str, str], ...] = ()
    ignored: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AddToTodo:
    """Commits these lines alone on top of ``base``, and pushes that to ``branch``; the work tree keeps its changes."""

    reach: ClassVar[Reach] = Reach.REMOTE
    stales: ClassVar[FactTypes] = (RemoteRefs, GitState)
    path: str
    name: str
    version: str
    follow_ups: tuple[FollowUp, ...]
    base: str
    branch: str
    proposal: str
    url: str

    @property
    def lines(self) -> tuple[str, ...]:
        """What is added to the file."""
        return tuple(todo_line(self.name, self.version, each) for each in self.follow_ups)

    @property
    def message(self) -> str:
        """The commit's message."""
        return f"chore(release): what {self.name} {self.version} left for later"

    def describe(self) -> tuple[str, ...]:
        """What goes where, and below it the lines."""
        lines = (f"    | {line}" for line in self.lines)
        return (f"add to {self.path} and push that to {self.branch} at {self.url}: {self.message}", *lines)


def todo_line(name: str, version: str, follow_up: FollowUp) -> str:
    """The line that a follow-up is told by; its beginning is how it is found again."""
    return f"- [ ] {_mark(name, version, follow_up.item)} {follow_up.told.partition(' ')[2]}"


def lacking(
    text: bytes | None, name: str, version: str, follow_ups: Iterable[FollowUp]
) -> tuple[FollowUp, ...]:
    """Those that the text does not mention, ticked or not."""
    said = (text or b"").decode("utf-8", "replace")

    def told(item: str) -> bool:
        return re.search(rf"(?<![\w.-]){re.escape(_mark(name, version, item))}(?![\w-])", said) is not None

    return tuple(each for each in follow_ups if not told(each.item))


def with_lines(text: bytes | None, lines: Iterable[str]) -> bytes:
    """The text with these lines at its end; its line ends, and a missing one at its end, are minded."""
    before = text or b""
    end = b"\r\n" if b"\r\n" in before else b"\n"
    if before and not before.endswith(b"\n"):
        before += end
    return before + b"".join(line.encode() + end for line in lines)


def _mark(name: str, version: str, item: str) -> str:
    return f"{name} {version}: {item}"
