"""Followed runs on the screen: drawn in place on a terminal, a line a change elsewhere, JSON lines for programs."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from release_tasks.bell import Bell

if TYPE_CHECKING:
    from release_tasks.core.github.runs import Following
    from release_tasks.drawing import LiveRun


class RunScreen:
    """Draws looks at runs as they come; ``live`` where they may be drawn over each other.

    ``bell`` rings where one begins to wait for a person. ``say`` prints a line for people, ``write_json`` a line for programs, None where nobody wants that.
    """

    def __init__(
        self,
        out: TextIO,
        *,
        live: bool,
        bell: Bell,
        say: Callable[[str], None],
        write_json: Callable[[dict[str, object]], None] | None,
    ) -> None:
        self._out = out
        self._may_draw = live
        self._bell = bell
        self._say = say
        self._write_json = write_json
        self._seen: Following | None = None
        self._live: LiveRun | None = None

    @property
    def going_on(self) -> str:
        """The address of a run that was followed and is not over."""
        return "" if self._seen is None or self._seen.found.over else self._seen.found.run.html_url

    def show(self, following: Following) -> None:
        """Draw a look at a run, or tell what it brought."""
        if self._live is None and following == self._seen:
            return
        before, self._seen = self._seen, following
        if self._may_draw:
            self._draw(following)
        else:
            self._tell(before, following)
        for each in _closed_since(before, following):
            self._bell.ring(f"{each} waits for a person")

    def above(self, line: str) -> bool:
        """Print a line above what is drawn; False where nothing is."""
        if self._live is None:
            return False
        self._live.above(line)
        return True

    def close(self) -> None:
        """Leave the last look where it stands, and give the screen back."""
        live, self._live = self._live, None
        if live is not None:
            live.close()

    def _draw(self, following: Following) -> None:
        if self._live is not None:
            self._live.show(following)
            return
        from release_tasks.drawing import LiveRun  # noqa: PLC0415  # most runs draw nothing

        self._live = LiveRun(following, self._out)

    def _tell(self, before: Following | None, following: Following) -> None:
        from release_tasks.core.github.following import changes  # noqa: PLC0415  # most runs follow nothing
        from release_tasks.core.github.run_lines import change_lines  # noqa: PLC0415  # the same

        news, run = changes(before, following), following.found.run
        if self._write_json is None:
            for line in change_lines(news, following):
                self._say(f"             {following.name} | {line}")
            return
        for each in news:
            told = {"what": each.what, "name": each.name, "said": each.said, "url": each.url}
            if each.what == "job":
                told["standing"] = each.standing
            times = {"elapsed_s": round(following.elapsed_s)}
            if following.left_s is not None:
                times["left_s"] = round(following.left_s)
            self._write_json({"followed": {"run": run.id, "attempt": run.run_attempt, **told, **times}})


def _closed_since(before: Following | None, following: Following) -> list[str]:
    """The environments that began to wait for a review since the look before."""
    known = {each.environment for each in before.found.gates} if before else set()
    return [
        each.environment for each in following.found.gates if each.reviewers and each.environment not in known
    ]


def can_draw(out: TextIO) -> bool:
    """Whether what was drawn can be drawn over."""
    return out.isatty() and os.environ.get("TERM", "") not in ("dumb", "unknown")
