"""Long lines on a terminal: broken between words, below where their text began; what is to be pasted stays whole."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence

_PREFIX = re.compile(
    r" *(?:(?:expected|found|to mend): +|(?:passed|failed|not offered|not compared) +[a-z]+ +|-> )?"
)
_MENDS = re.compile(r" *to mend:")
_COMMAND = re.compile(
    r"(?<![^ ])(?:python -m|nox -s|invoke [a-z]+\.|git [a-z]|gh [a-z]|uv [a-z]|pip [a-z])"
    r"(?:'[^']*'|\"[^\"]*\"|[^;])*?(?=;|, (?:then|or|and|to) |, [a-z-]+:|$)"
)
"""It ends where the sentence goes on; what is quoted is of the command."""
_HANGING = 15
"""Where the lines below an item's own begin."""
_LEAST = 20
"""On a screen with less room for words the terminal may break lines as it likes."""


def folded(line: str, width: int) -> list[str]:
    """Give a line as several that fit; a terminal that does not say how wide it is has ``width`` 0, and gets one.

    A command in a remedy has a line of its own, however long: broken in two, it could not be pasted.
    """
    if len(line) <= width or not width:
        return [line]
    match = _PREFIX.match(line)
    start = match.end() if match else 0
    below = start if start > 2 else _HANGING if line.startswith("  ") else 2
    if width - below < _LEAST:
        below = min(below, _HANGING)
    if width - below < _LEAST:
        return [line]
    parts = [*_parts(line[start:])] if _MENDS.match(line) else [(line[start:], False)]
    lines: list[str] = []
    for text, whole in parts:
        before = " " * below if lines else line[:start]
        lines += [before + text] if whole else _wrapped(text, width, before, below)
    return lines


def moved(lines: Sequence[str], width: int) -> list[str]:
    """Give the lines of a table as far to the left as they have to be to fit; as they are where they never would."""
    over = max(map(len, lines)) - width
    room = min(len(line) - len(line.lstrip()) for line in lines if line)
    return [line[over:] for line in lines] if width and 0 < over <= room else [*lines]


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """The words of a remedy and the commands in it, in turn, and which is which."""
    at = 0
    for match in _COMMAND.finditer(text):
        if words := text[at : match.start()].strip(";, "):
            yield words, False
        yield match[0].rstrip(), True
        at = match.end()
    if words := text[at:].strip(";, "):
        yield words, False


def _wrapped(text: str, width: int, before: str, below: int) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=before,
        subsequent_indent=" " * below,
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
    )
