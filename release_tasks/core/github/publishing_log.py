"""What the log of a job that uploads shows: which files it sent, and which it passed over because they were there.

Read are twine (and so pypa/gh-action-pypi-publish), uv, poetry, hatch, flit, pdm and maturin. They fold long names to
the width of a terminal that is not there, so that white space tells nothing, and is left out before anything is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from release_tasks.core.github.job_logs import readable
from release_tasks.core.github.steps import names_test_index

_NAME = r"(?P<name>[A-Za-z0-9][A-Za-z0-9_.!+-]{1,250}?\.(?:whl|tar\.gz|zip))"
_SENT = (rf"Uploading(?:[A-Za-z0-9_.+-]{{0,100}}/){{0,9}}{_NAME}", rf"/{_NAME}\.\.\.success")
_WAS_THERE = (
    rf"Skipping\"?{_NAME}\"?becauseitappearstoalreadyexist",
    rf"File{_NAME}alreadyexists,skipping",
    rf"Uploading{_NAME}Fileexists\.Skipping",
    rf"/{_NAME}\.\.\.alreadyexists",
)
_BEGINS = re.compile(r"Uploading distributions to|Publishing .* to ")
_ERROR = re.compile(
    r"HTTPError: .*|error: Failed to publish .*|\b\d{3} (?:Forbidden|Bad Request|Unauthorized)\b.*"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobLog:
    """One job's log: the files that it names as sent, and as there already; ``lacking`` says why there is none."""

    job: str
    sent: tuple[str, ...] = ()
    was_there: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    lacking: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishingLog:
    """The logs of the jobs that uploaded to the real index."""

    jobs: tuple[JobLog, ...] = ()

    @property
    def sent(self) -> frozenset[str]:
        """The files that they sent."""
        return frozenset(name for each in self.jobs for name in each.sent)

    @property
    def was_there(self) -> frozenset[str]:
        """The files that they passed over."""
        return frozenset(name for each in self.jobs for name in each.was_there) - self.sent

    @property
    def gone(self) -> str:
        """Why a log is not there; empty where all were read."""
        return next((each.lacking for each in self.jobs if each.lacking), "")


def read_log(job: str, text: str) -> JobLog:
    """Read a log; of one that uploads to a test index, too, the other part."""
    lines = list(readable(text.splitlines()))
    squeezed = ["".join(each.split()) for each in _sections(lines)]
    was_there = dict.fromkeys(name for each in squeezed for name in _named(_WAS_THERE, each))
    sent = dict.fromkeys(name for each in squeezed for name in _named(_SENT, each))
    errors = (found[0].strip() for each in lines if (found := _ERROR.search(each)))
    return JobLog(
        job=job,
        sent=tuple(each for each in sent if each not in was_there),
        was_there=tuple(was_there),
        errors=tuple(dict.fromkeys(errors)),
    )


def _sections(lines: Iterable[str]) -> Iterator[str]:
    """The parts of a log between one beginning of an upload and the next, but for uploads to a test index."""
    part: list[str] = []
    for line in (*lines, None):
        if line is None or _BEGINS.search(line):
            # The address may be folded, too.
            if not names_test_index("".join(part[:2]) if part and _BEGINS.search(part[0]) else ""):
                yield "\n".join(part)
            part = []
        part.append(line or "")


def _named(patterns: Iterable[str], text: str) -> Iterator[str]:
    return (found["name"] for pattern in patterns for found in re.finditer(pattern, text))
