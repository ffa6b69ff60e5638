"""What rich draws on a terminal: tables, and a run that is followed.

Whoever draws imports this when there is something to draw: rich takes longer to import than all else here (ADR 0012).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TextIO

from rich import box
from rich.console import Console, Group
from rich.live import Live
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table as DrawnTable
from rich.text import Text

from release_tasks.core.findings import Table, Tone
from release_tasks.core.github.run_lines import ASCII, Glyphs, frame
from release_tasks.core.github.runs import Following

_INDENT = 12
_STYLES: Mapping[Tone, str] = {"": "", "good": "green", "bad": "red", "faint": "dim"}


def draw_table(table: Table, out: TextIO) -> None:
    """Draw a table below the line of its item."""
    drawn = DrawnTable(*table.columns, title=table.what, title_justify="left", box=box.SIMPLE_HEAD)
    for row in table.rows:
        drawn.add_row(*(Text(cell.text, style=_STYLES[cell.tone], no_wrap=True) for cell in row))
    screen = Console(file=out, highlight=False)
    wide = Measurement.get(screen, screen.options.update(max_width=1000), drawn).maximum
    indent = max(0, min(_INDENT, screen.width - wide))
    # On a narrow terminal rows go on in the next line: a cell that is cut off tells nothing.
    screen.width = max(screen.width, wide)
    screen.print(Padding.indent(drawn, indent))


class LiveRun:
    """Draws one look at a run over the other; between two looks only the time goes on."""

    def __init__(self, first: Following, out: TextIO) -> None:
        self._seen = first
        self._watched = True
        self._at = time.monotonic()
        self._glyphs = _glyphs_for(out)
        self._screen = Console(file=out, highlight=False)
        self._live = Live(
            console=self._screen,
            get_renderable=self._frame,
            refresh_per_second=2,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start(refresh=True)

    def show(self, following: Following) -> None:
        """Draw a newer look."""
        self._seen, self._at = following, time.monotonic()
        self._live.refresh()

    def above(self, line: str) -> None:
        """Print a line above what is drawn."""
        self._screen.print(line, markup=False, highlight=False)

    def close(self) -> None:
        """Leave the last look where it stands, and give the screen back."""
        self._watched = False
        self._live.stop()

    def _frame(self) -> Group:
        lines = frame(
            self._seen,
            width=self._screen.width,
            glyphs=self._glyphs,
            later_s=time.monotonic() - self._at,
            watched=self._watched,
        )
        return Group(*(Text.assemble(*((each.text, _STYLES[each.tone]) for each in line)) for line in lines))


def _glyphs_for(out: TextIO) -> Glyphs:
    """The signs that a stream's encoding has."""
    nice = Glyphs()
    try:
        (nice.full + nice.empty + nice.dot + nice.cut).encode(getattr(out, "encoding", None) or "ascii")
    except (UnicodeError, LookupError):
        return ASCII
    return nice
