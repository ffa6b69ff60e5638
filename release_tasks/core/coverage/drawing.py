"""Coverage as a table that a person reads at a glance; each cell keeps the whole file name."""

from __future__ import annotations

from release_tasks.core.coverage.choices import Choice, Coverage
from release_tasks.core.coverage.platforms import ANYWHERE
from release_tasks.core.findings import Cell, Table, Tone

_TONES: dict[str, Tone] = {"wheel": "good", "sdist": "faint", "nothing": "bad", "outside": "faint"}


def drawn(covered: Coverage, heading: str) -> Table:
    """Draw a release's coverage: a row a platform with the least system that is served, a column a Python."""
    return Table(
        what=heading,
        columns=("", *covered.pythons),
        rows=tuple(_row(covered, platform) for platform in covered.platforms),
    )


def row_name(platform: str) -> str:
    """How a platform is called where people read it."""
    return "all platforms" if platform == ANYWHERE else platform


def _row(covered: Coverage, platform: str) -> tuple[Cell, ...]:
    choices = [covered.choices[platform, python] for python in covered.pythons]
    leasts = list(dict.fromkeys(each.least for each in choices if each.least))
    name = row_name(platform)
    least = " / ".join((*leasts[:1], *(each.rpartition(" ")[2] for each in leasts[1:])))
    return (
        Cell(text=f"{name} ({least})" if least else name, value=platform),
        *(Cell(text=_text(each), value=each.file, tone=_TONES[each.kind]) for each in choices),
    )


def _text(choice: Choice) -> str:
    """The shortest word for a wheel that tells it from others: its ABI, else for whom it is."""
    if choice.tag is not None:
        if choice.tag.abi != "none":
            # PyPy's states the Python again: pypy311_pp73.
            return choice.tag.abi.rpartition("_")[2]
        return "any" if choice.tag.platform == ANYWHERE else choice.tag.interpreter
    return {"sdist": "sdist", "nothing": "-", "outside": "n/a"}[choice.kind]
