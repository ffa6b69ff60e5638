"""A followed run in lines: a frame of all of it for a screen, a line a change elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from release_tasks.core.findings import Cell, Tone
from release_tasks.core.github.following import (
    Row,
    RunChange,
    Standing,
    cell,
    current_step,
    failed_step,
    folded,
    said,
    span,
    standing,
    took_s,
    who,
)
from release_tasks.core.github.runs import Following, Job

Line: TypeAlias = tuple[Cell, ...]

_BAR = 10
_NAME = 24
_OPEN = 6
"""How many running, and how many failed, jobs of one matrix are shown each by itself."""
_ROWS = 15
"""More of them would not fit on a screen, so that those which are over make room."""

_STALE_S = 30.0
_MANY = 4
_COUNTED: tuple[Standing, ...] = ("failed", "running", "held", "queued", "left out")
_TONES: dict[Standing, Tone] = {"passed": "good", "failed": "bad", "left out": "faint", "queued": "faint"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyphs:
    """The signs that a frame is drawn with."""

    full: str = "█"
    empty: str = "░"
    dot: str = "·"
    cut: str = "…"


ASCII = Glyphs(full="#", empty=".", dot="-", cut="~")
"""For screens whose encoding lacks the others."""


def frame(
    following: Following, *, width: int, glyphs: Glyphs, later_s: float = 0.0, watched: bool = False
) -> list[Line]:
    """Draw the run: a header, what waits for a person, a row a matrix, and the jobs that run or failed.

    ``later_s`` is how long ago it was looked at; ``watched`` as long as somebody may break that off.
    """
    found = following.found
    lines: list[Line] = [*_header(following, glyphs, later_s)]
    # What waits for a person comes first: where a screen is too low for all of it, the end is cut off.
    lines += [
        (
            Cell(text="  "),
            Cell(text=f"{each.environment} waits: {who(each)}", tone="bad"),
            Cell(text="; you may" if each.ours and each.reviewers else ""),
        )
        for each in found.gates
    ]
    rows = folded(found.jobs)
    shown = rows if len(rows) <= _ROWS else [each for each in rows if not _is_past(each)]
    for row in shown:
        lines += _row(row, found.at + later_s, glyphs)
    if len(shown) < len(rows):
        lines.append((Cell(text=f"  and {len(rows) - len(shown)} more that passed", tone="faint"),))
    if watched and not found.over:
        lines.append((Cell(text="  Ctrl-C ends the looking, the run goes on", tone="faint"),))
    # An address that is cut off cannot be opened.
    return [line if at == 1 else _fitted(line, width, glyphs.cut) for at, line in enumerate(lines)]


def change_lines(changes: Sequence[RunChange], following: Following) -> list[str]:
    """What a look brought, for where nothing can be drawn twice: a line a change.

    Many jobs of one matrix that went the same good way since the look before are one change.
    """
    alike = Counter((each.row, each.standing) for each in changes if each.what == "job")
    many = {key for key, times in alike.items() if times >= _MANY and key[1] != "failed"}
    lines: dict[str, None] = {}
    for each in changes:
        if each.what == "job" and (each.row, each.standing) in many:
            told = f"{each.row}: {alike[each.row, each.standing]} jobs {_in_words(each.standing)}"
        else:
            told = _change(each)
        lines[f"{span(following.elapsed_s)}  {told}"] = None
    return list(lines)


def _change(change: RunChange) -> str:
    subject = f"environment {change.name}" if change.what == "gate" else change.name
    told = change.said if change.what == "run" else f"{subject}: {change.said}"
    return f"{told}  {change.url}" if change.what != "job" or change.standing == "failed" else told


def _header(following: Following, glyphs: Glyphs, later_s: float) -> Iterator[Line]:
    run, over = following.found.run, following.found.over
    attempt = f" (attempt {run.run_attempt})" if run.run_attempt > 1 else ""
    elapsed = following.elapsed_s + (0.0 if over else later_s)
    time = f"{span(elapsed)} elapsed"
    if following.left_s is not None:
        time += f", {_left(following.left_s - later_s)}"
    if later_s > _STALE_S and not over:
        time += f", as seen {span(later_s)} ago"
    words = (following.ref, f"{following.name}{attempt}", run.head_sha[:7])
    ended = run.conclusion or "without a conclusion" if over else ""
    tone: Tone = "" if not over else "good" if following.found.green else "bad"
    yield (Cell(text=f" {glyphs.dot} ".join((*words, ended or time)), tone=tone),)
    yield (Cell(text=run.html_url, tone="faint"),)


def _left(left_s: float) -> str:
    if left_s <= 0:
        return "longer than usual"
    return f"about {round(left_s / 60)} min left" if left_s >= 90 else "about a minute left"


def _row(row: Row, at: float, glyphs: Glyphs) -> Iterator[Line]:
    if len(row.jobs) == 1 and cell(row.jobs[0]) == row.jobs[0].name:
        yield (Cell(text=f"  {row.name:<{_NAME}} "), *_told(row.jobs[0], at))
        return
    ended = row.count("passed", "left out")
    full = _BAR * ended // len(row.jobs)
    counts = ", ".join(
        f"{number} {_in_words(word)}"
        for word in _COUNTED
        if (number := row.count(word)) and word != "left out"
    )
    worst: Tone = "bad" if row.count("failed") else "good" if ended == len(row.jobs) else ""
    yield (
        Cell(text=f"  {row.name:<{_NAME}} "),
        Cell(text=glyphs.full * full + glyphs.empty * (_BAR - full), tone=worst),
        Cell(text=f" {ended}/{len(row.jobs)}" + (f"  {counts}" if counts else "")),
    )
    yield from _open(row.jobs, at)


def _is_past(row: Row) -> bool:
    """Whether nobody has to look at it any more."""
    return row.count("passed", "left out") == len(row.jobs)


def _open(jobs: Sequence[Job], at: float) -> Iterator[Line]:
    """The jobs of a matrix that failed, and those that run, each by itself."""
    failed = [each for each in jobs if standing(each) == "failed"]
    running = [each for each in jobs if standing(each) == "running"]
    for some, what in ((failed, "failed"), (running, "run")):
        for each in some[:_OPEN]:
            yield (Cell(text=f"    {cell(each):<{_NAME - 2}} "), *_told(each, at))
        if len(some) > _OPEN:
            yield (Cell(text=f"    and {len(some) - _OPEN} more that {what}", tone="faint"),)


def _told(job: Job, at: float) -> Line:
    found, took = standing(job), took_s(job, at)
    time = f" {span(took)}" if took is not None else ""
    step = {"failed": failed_step(job), "running": current_step(job)}.get(found, "")
    return Cell(text=f"{said(job)}{time}", tone=_TONES.get(found, "")), Cell(text=f"  {step}" if step else "")


def _in_words(word: Standing) -> str:
    return "waiting" if word == "held" else word


def _fitted(line: Line, width: int, cut: str) -> Line:
    """The line, cut off where the screen ends."""
    left, fitted = width, []
    for each in line:
        text = each.text if len(each.text) <= left else each.text[: max(left - 1, 0)] + cut
        fitted.append(Cell(text=text, tone=each.tone))
        left -= len(text)
        if left <= 0:
            break
    return tuple(fitted)
