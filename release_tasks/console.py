"""The screen and the keyboard: draws events as they come, and puts questions where somebody can answer.

With ``json`` standard output holds JSON lines only; all else goes to standard error.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from release_tasks.bell import Bell
from release_tasks.core.annotations import error_annotation, item_annotations, summary_table
from release_tasks.core.errors import ExitCode, ReleaseTasksError
from release_tasks.core.events import (
    ActionStarted,
    Event,
    ItemSettled,
    ItemStarted,
    OutputLine,
    RunFollowed,
)
from release_tasks.core.findings import Reach, Result
from release_tasks.core.folding import folded, moved
from release_tasks.core.model import Ask, Change, Fail, Item, Outcome, Unreachable, Warn
from release_tasks.core.person import Consent
from release_tasks.core.report import Report, Settled, report_json, settled_json
from release_tasks.core.wording import (
    change_lines,
    closing_lines,
    drawn_lines,
    inferred_lines,
    item_parts,
    rehearsal_lines,
)
from release_tasks.run_screen import RunScreen, can_draw

_GREEN, _RED, _YELLOW, _DIM, _PLAIN = "\033[32m", "\033[31m", "\033[33m", "\033[2m", "\033[0m"
_RESULTS: Mapping[Result, str] = {
    "passed": _GREEN,
    "failed": _RED,
    "not offered": _YELLOW,
    "not compared": _YELLOW,
}


class Console:
    """Draws one run, and is the person whom the runner may ask."""

    def __init__(
        self, *, as_json: bool, brief: bool = False, out: TextIO | None = None, err: TextIO | None = None
    ) -> None:
        self._json = as_json
        self._brief = brief
        self._out = out or sys.stdout
        self._err = err or sys.stderr
        self._in_actions = os.environ.get("GITHUB_ACTIONS") == "true"
        self._color = not as_json and self._out.isatty() and not os.environ.get("NO_COLOR")
        drawn = not as_json and can_draw(self._out)
        self._bell = Bell(self._out, there=drawn)
        self._runs = RunScreen(
            self._out,
            live=drawn,
            bell=self._bell,
            say=lambda line: self._lines([line]),
            write_json=self._write_json if as_json else None,
        )

    def emit(self, event: Event) -> None:
        """Draw one event."""
        match event:
            case ItemSettled(item=item, outcome=outcome, performed=performed):
                self.close()
                self._settled(Settled(item=item, outcome=outcome, performed=performed))
            case ActionStarted(action=action):
                self._lines([f"          -> {line}" for line in action.describe()])
            case OutputLine(label=label, text=text):
                self._lines([f"             {label} | {text}"])
            case RunFollowed(following=following):
                self._runs.show(following)
            case ItemStarted():
                pass

    def close(self) -> None:
        """Give the screen back, whatever ended the run."""
        self._runs.close()

    def report(self, report: Report, *, with_inferred: bool = False) -> None:
        """Draw the end of a run."""
        if self._in_actions and (path := os.environ.get("GITHUB_STEP_SUMMARY")):
            with Path(path).open("a", encoding="utf-8") as summary:
                summary.write(summary_table(report))
        if self._json:
            self._write_json({"report": report_json(report)})
            return
        if with_inferred and report.inferred:
            self._print(["inferred (each can be stated in [tool.release-tasks]):", *inferred_lines(report)])
        self._print(closing_lines(report))

    def rehearsed(self, reports: Mapping[str, Report], *, touched: bool, sent: Sequence[str]) -> None:
        """Draw what a rehearsal showed: each stage's end, and what a real release will send out."""
        if self._json:
            stages = [{"stage": name, **report_json(each)} for name, each in reports.items()]
            self._write_json({"rehearsal": {"stages": stages, "touched": touched, "sent": list(sent)}})
            return
        self._print(rehearsal_lines(reports, touched=touched, sent=sent))

    def heading(self, text: str) -> None:
        """Draw a heading, as one line."""
        self._lines([text])

    def file(self, path: str, said: str, content: str) -> None:
        """Draw a file that a task makes, and how it stands with it."""
        if self._json:
            self._write_json({"file": {"path": path, "said": said, "content": content}})
            return
        self._print([f"{path}: {said}", "", *(f"    {line}".rstrip() for line in content.splitlines())])

    def error(self, error: ReleaseTasksError) -> None:
        """Draw the expected failure that ended the run."""
        self._annotate([error_annotation(error)])
        if self._json:
            self._write_json(
                {
                    "error": {
                        "what": error.what,
                        "where": error.where,
                        "expected": error.expected,
                        "remedy": error.remedy,
                        "exit_code": int(error.exit_code),
                    }
                }
            )
        for line in f"release-tasks: {error}".splitlines():
            print(*folded(line, _columns(self._err)), sep="\n", file=self._err, flush=True)

    def interrupted(self) -> ExitCode:
        """Draw that the run was broken off by the person."""
        self.close()
        goes_on = self._runs.going_on
        there = f" ({goes_on} goes on by itself)" if goes_on else ""
        text = f"release-tasks: interrupted; run the same command again to go on{there}"
        print(text, file=self._err, flush=True)
        return ExitCode.INTERRUPTED

    def consent(self, item: Item, change: Change, reach: Reach) -> Consent | None:
        """Show what leaves this machine, and ask; None without a terminal."""
        if not self._somebody_there():
            return None
        self._bell.ring(f"{item.id} asks")
        self._lines(
            [f"  {item.id}: {change.because}", *(f"          -> {line}" for line in change_lines(change))]
        )
        if reach is Reach.PUBLIC:
            said = self._ask("This cannot be undone by anybody. Go on? [y/N] ")
        else:
            said = self._ask("Go on? [y/N/a: yes to all of this stage that can be undone] ")
            if said == "a":
                return Consent.STAGE
        return Consent.YES if said in ("y", "yes") else Consent.NO

    def answer(self, item: Item, ask: Ask) -> str | None:
        """Put an item's question; None without a terminal, or without an answer."""
        if not self._somebody_there():
            return None
        self._bell.ring(f"{item.id} asks")
        return self._ask(f"  {item.id}: {ask.question}\n  > ", lower=False) or None

    def _somebody_there(self) -> bool:
        return not self._json and sys.stdin is not None and sys.stdin.isatty() and self._out.isatty()

    def _ask(self, prompt: str, *, lower: bool = True) -> str:
        self.close()
        try:
            said = input(prompt).strip()
        except EOFError:
            return ""
        self._bell.heard()
        return said.lower() if lower else said

    def _settled(self, settled: Settled) -> None:
        self._annotate(item_annotations(settled))
        if self._json:
            self._write_json(settled_json(settled))
            return
        head, *rest = item_parts(settled, brief=self._brief)
        first, *below = folded(str(head), _columns(self._out))
        self._print([self._painted(first, settled.outcome), *below])
        for each in rest:
            if isinstance(each, str):
                first, *below = folded(each, _columns(self._out))
                self._print([self._tinted(first), *below])
            elif self._color:
                from release_tasks.drawing import draw_table  # noqa: PLC0415  # most runs draw nothing

                draw_table(each, self._out)
            else:
                self._print(moved(drawn_lines(each), _columns(self._out)))

    def _painted(self, line: str, outcome: Outcome) -> str:
        if not self._color:
            return line
        match outcome:
            case Fail() | Unreachable():
                color = _RED
            case Ask() | Change() | Warn():
                color = _YELLOW
            case _:
                color = _GREEN
        return f"{color}{line[:14]}{_PLAIN}{line[14:]}"

    def _tinted(self, line: str) -> str:
        """The line of one kind of check, with its result in colour."""
        for result, color in _RESULTS.items() if self._color else ():
            if line.lstrip().startswith(f"{result:<12}  "):
                return line.replace(result, f"{color}{result}{_PLAIN}", 1)
        return line

    def _lines(self, lines: list[str]) -> None:
        if self._json:
            for line in lines:
                print(line, file=self._err, flush=True)
            return
        self._print([f"{_DIM}{line}{_PLAIN}" for line in lines] if self._color else lines)

    def _print(self, lines: list[str]) -> None:
        for line in lines:
            if not self._runs.above(line):
                print(line, file=self._out, flush=True)

    def _annotate(self, commands: Iterable[str]) -> None:
        """GitHub Actions reads its commands from either stream; ours for people stay on the other."""
        if self._in_actions:
            for command in commands:
                print(command, file=self._err, flush=True)

    def _write_json(self, value: dict[str, object]) -> None:
        print(json.dumps(value, ensure_ascii=False), file=self._out, flush=True)


def _columns(out: TextIO) -> int:
    """How wide the terminal is; 0 for what is none, or does not say."""
    try:
        return os.get_terminal_size(out.fileno()).columns
    except (OSError, ValueError):
        return 0
