"""INI files (setup.cfg, .bumpversion.cfg): options with their places, and the spot of a version in one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from release_tasks.core.formats.toml_spans import BOM, line_at
from release_tasks.core.spots import VersionSpot

_SECTION = re.compile(rb"\[(?P<name>[^\]\r\n]+)\]")
_OPTION = re.compile(rb"(?P<name>[^\s:=#;\[][^:=\r\n]*?)[ \t]*[:=][ \t]*(?P<value>[^\r\n]*?)[ \t]*\r?$")
_LINE = re.compile(rb"[^\n]*\n|[^\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option: its section as written, its name in lower case, its value, and where the first line of that is.

    The lines of a longer value are joined by line ends, without their indentation, as configparser joins them.
    """

    section: str
    name: str
    value: str
    start: int
    end: int


def options(data: bytes) -> list[Option]:
    """List the options of an INI file in their order; what is no INI is passed over."""
    return list(_options(data))


def sections(data: bytes) -> list[str]:
    """List the sections of an INI file, as written, in their order; one may have no options."""
    heads = (_SECTION.match(line[0]) for line in _LINE.finditer(data, _begin(data)))
    return [head["name"].decode("utf-8", "replace") for head in heads if head]


def spot(path: Path, data: bytes, section: str, name: str) -> VersionSpot | None:
    """Give the spot of an option with a value of one line; None where it is not there, or there twice."""
    found = [each for each in options(data) if (each.section, each.name) == (section, name)]
    if len(found) != 1 or not found[0].value or "\n" in found[0].value:
        return None
    (option,) = found
    return VersionSpot(
        path=path,
        start=option.start,
        end=option.end,
        line=line_at(data, option.start),
        text=option.value,
        why=f"[{section}] {name}",
    )


def _options(data: bytes) -> Iterator[Option]:
    section, current, further = "", None, list[str]()
    for line in _LINE.finditer(data, _begin(data)):
        text = line[0].strip()
        if text.startswith((b"#", b";")) or not text:
            continue
        if line[0][:1] in b" \t" and current is not None:
            further.append(text.decode("utf-8", "replace"))
            continue
        if current is not None:
            yield _joined(current, section, data, further)
        current, further = None, []
        if head := _SECTION.match(line[0]):
            section = head["name"].decode("utf-8", "replace")
        else:
            current = _OPTION.match(data, line.start(), line.start() + len(line[0].rstrip(b"\n")))
    if current is not None:
        yield _joined(current, section, data, further)


def _begin(data: bytes) -> int:
    return len(BOM) if data.startswith(BOM) else 0


def _joined(found: re.Match[bytes], section: str, data: bytes, further: list[str]) -> Option:
    start, end = found.span("value")
    first = data[start:end].decode("utf-8", "replace")
    return Option(
        section=section,
        name=found["name"].decode("utf-8", "replace").lower(),
        value="\n".join([first, *further]),
        start=start,
        end=end,
    )
