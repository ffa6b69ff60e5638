"""What the log of a job says at the place where it failed.

GitHub keeps one log a job, of all its steps; each line begins with its time, by which it belongs to a step.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from release_tasks.core.github.runs import Job, Step, seconds

_TIME = re.compile(r"\ufeff?(?P<second>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z ?")
_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
_COMMAND = re.compile(r"##\[(?P<name>[a-z-]+)\]")
_UNSEEN = ("endgroup",)


def tail_of_failure(job: Job, log: str, lines: int) -> tuple[str, ...]:
    """The last lines that the failed step printed, without times, colours and marks for GitHub.

    What is printed after the error (caches are saved, files removed) is left out.
    """
    known = [(_moment(each), each.rstrip("\r")) for each in log.split("\n")]
    step = job.failed_step
    within = [line for at, line in known if step and _during(step, at)] or [line for _, line in known]
    errors = [at for at, line in enumerate(within) if "##[error]" in line]
    told = list(readable(within[: errors[-1] + 1] if errors else within))
    return tuple(told[-lines:])


def readable(lines: Sequence[str]) -> Iterator[str]:
    """The lines of a log as a person read them, without those that hold nothing."""
    for line in lines:
        text = _ESCAPE.sub("", _TIME.sub("", line, count=1)).rpartition("\r")[2]
        mark = _COMMAND.match(text)
        if mark is None:
            shown = text
        elif mark["name"] in _UNSEEN:
            continue
        else:
            shown = f"{'error: ' if mark['name'] == 'error' else ''}{text[mark.end() :]}"
        if shown.strip():
            yield "".join(each for each in shown.rstrip() if each == "\t" or each.isprintable())


def _moment(line: str) -> float | None:
    found = _TIME.match(line)
    return seconds(f"{found['second']}Z") if found else None


def _during(step: Step, at: float | None) -> bool:
    """Whether a line came while the step ran; the step's own times are whole seconds."""
    began, ended = seconds(step.started_at), seconds(step.completed_at)
    return at is not None and began is not None and began <= at and (ended is None or at <= ended)
