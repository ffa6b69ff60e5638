"""The platform and the Python that a name holds, in whatever words people use: a job's, most of all."""

from __future__ import annotations

import re

from release_tasks.core.coverage.matrix import NotUnderstoodError
from release_tasks.core.coverage.platforms import UnknownPlatformError, platform_named, platforms_of
from release_tasks.core.coverage.pythons import python_named
from release_tasks.core.coverage.targets import Runner, runner_of, target_platforms

_WORD = re.compile(r"[\w.]+(?:-[\w.]+)*")
_MUSL = frozenset({"musl", "alpine", "musllinux"})
_SHORT = re.compile(r"(?P<kind>pp|pypy|cp|py)3(?P<minor>\d{1,2})(?P<threads>t?)")
_NOWHERE = Runner(platform="", labels="")


def platform_in(name: str) -> str:
    """The platform that a name holds: a runner's label, a wheel's tag, a target, a plain name; empty for none."""
    words = _WORD.findall(name.lower())
    if named := next(filter(None, map(_outright, words)), ""):
        return named
    runner = runner_of({"runs-on": words})
    if not runner.platform:
        return ""
    system = "musllinux" if _MUSL.intersection(words) else runner.system
    arches = ("x86_64" if word == "intel" else word for word in (*words, runner.arch))
    return next(filter(None, (_plain(f"{system}-{arch}") for arch in arches)), "")


def python_in(name: str) -> str:
    """The first Python that a name holds: ``3.12``, ``3.13t``, ``cp312``; empty for none."""
    named = (python_named(_spelled_out(word)) for word in _WORD.findall(name.lower()))
    return next(filter(None, named), "")


def _outright(word: str) -> str:
    """The platform that one word names by itself."""
    if tagged := platforms_of(word.replace("-", "_")):
        return tagged[0]
    try:
        return _plain(word) or target_platforms(word, _NOWHERE)[0]
    except NotUnderstoodError:
        return ""


def _plain(text: str) -> str:
    try:
        return platform_named(text)
    except UnknownPlatformError:
        return ""


def _spelled_out(word: str) -> str:
    short = _SHORT.fullmatch(word)
    if short is None:
        return word
    return f"{'pypy' if short['kind'] in ('pp', 'pypy') else ''}3.{short['minor']}{short['threads']}"
