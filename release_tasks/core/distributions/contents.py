"""What users get from a distribution: files, entry points, dependencies; what two releases can be compared by."""

from __future__ import annotations

import re
from collections.abc import Iterable
from configparser import ConfigParser, Error
from dataclasses import dataclass

from packaging.utils import canonicalize_name

_EXTENSION = re.compile(r"(?:\.[\w-]+)?\.(?:so|pyd)$")
_BUNDLED = re.compile(r"^[^/]+\.libs/|(?:^|/)\.dylibs/")
"""Libraries that auditwheel, delocate and delvewheel put in, under names that change with each build."""
_INFO = re.compile(r"^[^/]+\.dist-info/")
_DATA = re.compile(r"^[^/]+\.data/(?P<place>[^/]+)/")
_LICENCE = re.compile(r"(?i)(?:^|/)(?:licen[cs]e|copying|notice|authors)[^/]*$|^licenses/")
_PYTHON = re.compile(r"Programming Language :: Python :: (3\.\d+)")
COMPILED = "<compiled>"
"""In place of the end of a compiled module's name, which states Python and platform."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """One distribution as its users see it; ``files`` is None where only its metadata is known.

    Compiled modules are named alike on every platform. ``entry_points`` are ``group: name``;
    ``licences`` are names within .dist-info. ``pythons`` are those of the classifiers.
    """

    file: str
    size: int = 0
    files: frozenset[str] | None = None
    licences: frozenset[str] = frozenset()
    entry_points: frozenset[str] = frozenset()
    requires: frozenset[str] = frozenset()
    extras: frozenset[str] = frozenset()
    requires_python: str = ""
    pythons: frozenset[str] = frozenset()

    @property
    def modules(self) -> frozenset[str]:
        """The top-level names that can be imported."""
        tops = (each.partition("/") for each in self.files or ())
        return frozenset(
            _stem(top) for top, inside, rest in tops if (_is_module(rest) if inside else _is_module(top))
        )

    @property
    def compiled(self) -> frozenset[str]:
        """The compiled modules."""
        return frozenset(each for each in self.files or () if each.endswith(COMPILED))

    @property
    def data(self) -> frozenset[str]:
        """The files that are no modules."""
        return frozenset(each for each in self.files or () if not _is_module(each))


def contents_of(
    file: str, metadata: str, *, size: int = 0, members: Iterable[str] | None = None, entry_points: str = ""
) -> Contents:
    """Take a distribution's contents from its metadata, and from the names of its members where they are known."""
    from email.parser import HeaderParser  # noqa: PLC0415  # it takes long to import, and most runs open no file

    headers = HeaderParser().parsestr(metadata)

    def fields(name: str) -> list[str]:
        return [str(each).strip() for each in headers.get_all(name, [])]

    names = None if members is None else tuple(members)
    return Contents(
        file=file,
        size=size,
        files=None if names is None else frozenset(_files(names)),
        licences=frozenset(_licences(names or ())),
        entry_points=frozenset(_entry_points(entry_points)),
        requires=frozenset(map(_requirement, fields("Requires-Dist"))),
        extras=frozenset(canonicalize_name(each) for each in fields("Provides-Extra")),
        requires_python=next(iter(fields("Requires-Python")), ""),
        pythons=frozenset(match[1] for each in fields("Classifier") if (match := _PYTHON.fullmatch(each))),
    )


def _files(members: Iterable[str]) -> Iterable[str]:
    """Names as they are installed, alike on every platform: .data unfolded, compiled modules and programs by their stems."""
    for name in members:
        if _INFO.match(name) or _BUNDLED.search(name):
            continue
        if (data := _DATA.match(name)) and data["place"] in ("purelib", "platlib"):
            yield _EXTENSION.sub(COMPILED, name[data.end() :])
        elif data:
            yield f"{data['place']}: {name[data.end() :].removesuffix('.exe')}"
        else:
            yield _EXTENSION.sub(COMPILED, name)


def _licences(members: Iterable[str]) -> Iterable[str]:
    inside = (_INFO.sub("", each) for each in members if _INFO.match(each))
    return (each.removeprefix("licenses/") for each in inside if _LICENCE.search(each))


def _entry_points(text: str) -> Iterable[str]:
    parser = ConfigParser(delimiters=("=",), interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[method-assign,assignment]  # names are as they are written
    try:
        parser.read_string(text)
    except Error:
        return ()
    return tuple(f"{group}: {name}" for group in parser.sections() for name in parser[group])


def _requirement(text: str) -> str:
    """One spelling for a requirement: its parts in order, its name normalized."""
    from packaging.requirements import InvalidRequirement, Requirement  # noqa: PLC0415  # most runs read none

    try:
        parsed = Requirement(text)
    except InvalidRequirement:
        return text
    parsed.name = canonicalize_name(parsed.name)
    return str(parsed)


def _is_module(path: str) -> bool:
    return path.endswith((".py", ".pyi", COMPILED)) and ": " not in path


def _stem(top: str) -> str:
    return top.removesuffix(COMPILED).removesuffix(".py").removesuffix(".pyi")
