"""The local GitHub under test conditions: held to GitHub's own description, with faults on demand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from contract import violations
from hosting import git

from release_tasks.core.github import GitHub
from release_tasks.rehearsal.github.merging import merging_in
from release_tasks.rehearsal.github.messages import Answer, Asked, Exchange, refused
from release_tasks.rehearsal.github.server import LocalGitHub
from release_tasks.rehearsal.github.state import Hosted
from release_tasks.world.github.client import Client
from release_tasks.world.github.patience import Limits

TOKEN = "gh-secret-of-ours"
QUICK = Limits(silence_s=2.0, first_pause_s=0.01, longest_wait_s=2.0, apart_s=0.0)


@dataclass
class Clock:
    """GitHub's clock, which stands still unless a test turns it on."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass(kw_only=True)
class Fault:
    """An answer that is not as it should be, to requests whose ``METHOD path?query`` has ``to`` in it.

    ``after`` lets the request have its effect first; ``times`` is how often it happens.
    """

    to: str
    status: int = 502
    message: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    after: bool = False
    shown: int | None = None
    times: int = 1

    def answer(self) -> Answer:
        """The answer as it goes out."""
        body = refused(self.status, self.message).body if self.body is None else self.body
        return Answer(status=self.status, body=body, headers=self.headers, faulty=True, shown=self.shown)


class Watched:
    """A local GitHub that runs: what it was asked, and what of that GitHub's description does not allow."""

    def __init__(self, hosted: Hosted, base: str) -> None:
        self.hosted = hosted
        self.faults: list[Fault] = []
        self.refs: dict[str, str] = {}
        self.exchanges: list[Exchange] = []
        self.clients = ExitStack()
        self.server = LocalGitHub(hosted, base=base, between=self._between, watch=self.exchanges.append)

    @property
    def github(self) -> GitHub:
        """How a run finds it."""
        return GitHub(repository=self.hosted.full_name, api=self.server.api, web=self.server.web, token=TOKEN)

    @property
    def environment(self) -> dict[str, str]:
        """How a workflow's job, or a user, would name it."""
        return {
            "GITHUB_API_URL": self.server.api,
            "GITHUB_SERVER_URL": self.server.web,
            "GH_TOKEN": TOKEN,
        }

    @property
    def asked(self) -> list[str]:
        """What it was asked, without the repository's prefix."""
        prefix = f"/repos/{self.hosted.full_name}"
        return [f"{each.asked.method} {each.asked.target.removeprefix(prefix)}" for each in self.exchanges]

    def client(self, limits: Limits = QUICK, **changed: Any) -> Client:
        """A client of ours, which is closed when the server ends."""
        made = Client(GitHub(**{**_fields(self.github), **changed}), limits=limits)
        self.clients.callback(made.close)
        return made

    def _between(self, asked: Asked, act: Callable[[], Answer]) -> Answer:
        target = f"{asked.method} {asked.target}"
        fault = next((each for each in self.faults if each.times and re.search(each.to, target)), None)
        if fault is None:
            return act()
        fault.times -= 1
        if fault.after:
            act()
        return fault.answer()


def _fields(github: GitHub) -> dict[str, str]:
    return {name: getattr(github, name) for name in ("repository", "api", "web", "token", "absent")}


@contextmanager
def local_github(hosted: Hosted | None = None, *, base: str = "") -> Iterator[Watched]:
    """Run one, and hold all that was said to GitHub's description."""
    hosted = hosted or Hosted()
    hosted.token = TOKEN
    watched = Watched(hosted, base)
    with watched.server, watched.clients:
        yield watched
    wrong = [each for exchange in watched.exchanges for each in violations(exchange)]
    assert not wrong, "\n".join(wrong)


def hosted_at(origin: Path, **changes: Any) -> Hosted:
    """The state of a GitHub in front of a bare repository: it has its branches, tags and commits, and merges there."""

    def refs() -> dict[str, str]:
        form = "--format=%(refname) %(objectname) %(*objectname)"
        words = (line.split() for line in git(origin, "for-each-ref", form).splitlines())
        return {name: objects[-1] for name, *objects in words}

    def known(sha: str) -> bool:
        return sha in git(origin, "rev-list", "--all").split()

    return Hosted(**{"refs": refs, "known": known, "merge": merging_in(origin), **changes})
