"""Followed runs on the screen: drawn in place on a terminal, a line a change elsewhere, JSON lines for programs."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TextIO

from release_tasks.core.findings import Tone

if TYPE_CHECKING:
    from rich.console import Group
    from rich.live import Live

    from release_tasks.core.github.run_lines import Glyphs
    from release_tasks.core.github.runs import Following

STYLES: Mapping[Tone, str] = {"": "", "good": "green", "bad": "red", "faint": "dim"}


class RunScreen:
    """Draws looks at runs as they come; ``live`` where they may be drawn over each other.

    ``say`` prints a line for people, ``write_json`` a line for programs, None where nobody wants that.
    """

    def __init__(
        self,
        out: TextIO,
        *,
        live: bool,
        say: Callable[[str], None],
        write_json: Callable[[dict[str, object]], None] | None,
    ) -> None:
        self._out = out
        self._may_draw = live
        self._say = say
        self._write_json = write_json
        self._seen: Following | None = None
        self._at = 0.0
        self._live: Live | None = None

    @property
    def going_on(self) -> str:
        """The address of a run that was followed and is not over."""
        return "" if self._seen is None or self._seen.found.over else self._seen.found.run.html_url

    def show(self, following: Following) -> None:
        """Draw a look at a run, or tell what it brought."""
        if self._live is None and following == self._seen:
            return
        before, self._seen, self._at = self._seen, following, time.monotonic()
        if self._may_draw:
            self._draw()
            return
        from release_tasks.core.github.following import changes  # noqa: PLC0415  # most runs follow nothing
        from release_tasks.core.github.run_lines import change_lines  # noqa: PLC0415

        news, run = changes(before, following), following.found.run
        if self._write_json is None:
            for line in change_lines(news, following):
                self._say(f"             {following.name} | {line}")
            return
        for each in news:
            told = {"what": each.what, "name": each.name, "said": each.said, "url": each.url}
            if each.what == "job":
                told["standing"] = each.standing
            self._write_json({"followed": {"run": run.id, "attempt": run.run_attempt, **told}})

    def above(self, line: str) -> bool:
        """Print a line above what is drawn; False where nothing is."""
        if self._live is None:
            return False
        self._live.console.print(line, markup=False, highlight=False)
        return True

    def close(self) -> None:
        """Leave the last look where it stands, and give the screen back."""
        live, self._live = self._live, None
        if live is not None:
            live.stop()

    def _draw(self) -> None:
        if self._live is None:
            # rich takes longer to import than all else here, and most runs follow nothing.
            from rich.console import Console  # noqa: PLC0415
            from rich.live import Live  # noqa: PLC0415

            screen = Console(file=self._out, highlight=False)
            self._live = Live(
                console=screen,
                get_renderable=self._frame,
                refresh_per_second=2,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            self._live.start()
        self._live.refresh()

    def _frame(self) -> Group:
        from rich.console import Group  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        from release_tasks.core.github.run_lines import frame  # noqa: PLC0415

        if self._seen is None or self._live is None:
            return Group()
        lines = frame(
            self._seen,
            width=self._live.console.width,
            glyphs=glyphs_for(self._out),
            later_s=time.monotonic() - self._at,
        )
        return Group(*(Text.assemble(*((each.text, STYLES[each.tone]) for each in line)) for line in lines))


def can_draw(out: TextIO) -> bool:
    """Whether what was drawn can be drawn over."""
    return out.isatty() and os.environ.get("TERM", "") not in ("dumb", "unknown")


def glyphs_for(out: TextIO) -> Glyphs:
    """The signs that a stream's encoding has."""
    from release_tasks.core.github.run_lines import ASCII, Glyphs  # noqa: PLC0415

    nice = Glyphs()
    try:
        (nice.full + nice.empty + nice.dot + nice.cut).encode(getattr(out, "encoding", None) or "ascii")
    except (UnicodeError, LookupError):
        return ASCII
    return nice
