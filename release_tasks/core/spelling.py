"""How a version is spelled: what PEP 440 and SemVer leave open is kept as a repository has it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from packaging.version import Version

from release_tasks.core.spots import Dialect
from release_tasks.core.version import parse, same_version, to_semver

_SPELLED = re.compile(
    r"v?(?:\d+!)?(?P<release>\d+(?:\.\d+)*)"
    r"(?P<pre>[-_.]?(?:alpha|beta|preview|pre|rc|a|b|c)[-_.]?\d*)?"
    r"(?P<post>-\d+|[-_.]?(?:post|rev|r)[-_.]?\d*)?"
    r"(?P<dev>[-_.]?dev[-_.]?\d*)?"
    r"(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?",
    re.IGNORECASE,
)
_SEGMENT = re.compile(r"(?P<before>[-_.]?)(?P<word>[a-z]*)(?P<between>[-_.]?)(?P<number>\d*)", re.IGNORECASE)
# semver.org's own pattern, as far as it tells a version from what only looks like one.
_SEMVER = re.compile(
    r"(?:(?:0|[1-9]\d*)\.){2}(?:0|[1-9]\d*)"
    r"(?:-(?:0|[1-9]\d*|\d*[a-z-][\da-z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-z-][\da-z-]*))*)?"
    r"(?:\+[\da-z-]+(?:\.[\da-z-]+)*)?",
    re.IGNORECASE,
)
_DOT = re.compile(r"(?<=[a-z])\.(?=\d)")
_LONG = {"a": "alpha", "b": "beta"}
_SAME = {"a": ("a", "alpha"), "b": ("b", "beta"), "rc": ("rc", "c", "pre", "preview")}


def spelled(version: str, dialect: Dialect, examples: Iterable[str] = ()) -> str:
    """Spell a canonical version in a dialect, each part of it as the first example that has such a part.

    Kept are the zeros before a number (2026.01.0), the word of a phase, and what stands around it (``-rc.1``).
    SemVer has no post releases; where an example has one all the same (``1.2.0-post.1``), so has what follows it.

    :raises UsageError: the dialect has no form for it.
    """
    fitting = [each for each in examples if dialect == "pep440" or is_semver(each)]
    parsed = parse(version)
    plain = version if dialect == "pep440" else _plain_semver(parsed, fitting)
    shapes = [match for text in (*fitting, plain) if (match := _SPELLED.fullmatch(text))]
    # What is this very version says best where its zeros stand.
    nearest = sorted(shapes, key=lambda match: not same_version(match[0], version))
    release = _release(plain, [match["release"] for match in nearest])
    segments = (_segment(part, shapes) for part in _parts(parsed))
    local = f"+{parsed.local}" if parsed.local else ""
    text = "".join((f"{parsed.epoch}!" if parsed.epoch else "", release, *segments, local))
    # What stands before a part may belong to what was before that: -a0.dev1 tells nothing of a plain -dev.1.
    fits = same_version(text, version) and (dialect == "pep440" or is_semver(text))
    return text if fits else version if dialect == "pep440" else to_semver(version)


def _plain_semver(version: Version, examples: Iterable[str]) -> str:
    """Write a version as SemVer; without the dot before a phase's number where examples of other phases have none."""
    shapes = [match for each in examples if (match := _SPELLED.fullmatch(each))]
    phases = (_SEGMENT.fullmatch(match["pre"] or match["dev"] or "") for match in shapes)
    between = next((found["between"] for found in phases if found and found["number"]), ".")
    dotted = _faithful_semver(version, shapes)
    return dotted if between else _DOT.sub("", dotted)


def _faithful_semver(version: Version, shapes: Iterable[re.Match[str]]) -> str:
    if version.post is not None and any(match["post"] for match in shapes):
        pre, dev = version.pre, version.dev
        before = "" if pre is None else f"{pre[0]}{pre[1]}"
        return to_semver(f"{version.base_version}{before}" + ("" if dev is None else f".dev{dev}"))
    return to_semver(str(version))


def is_semver(text: str) -> bool:
    """Tell whether a text is a version as SemVer 2.0 has it, which cargo and npm insist on."""
    return _SEMVER.fullmatch(text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A part after the release number: its group in the pattern, its phase, and its number."""

    group: str
    phase: str
    number: int


def _parts(version: Version) -> Iterable[_Part]:
    if version.pre is not None:
        yield _Part(group="pre", phase=version.pre[0], number=version.pre[1])
    if version.post is not None:
        yield _Part(group="post", phase="post", number=version.post)
    if version.dev is not None:
        yield _Part(group="dev", phase="dev", number=version.dev)


def _release(plain: str, examples: list[str]) -> str:
    shape = _SPELLED.fullmatch(plain)
    assert shape is not None
    numbers = shape["release"].split(".")
    padded = next((each.split(".") for each in examples if _pads(each)), [])
    widths = [len(each) if _pads(each) else 0 for each in padded] + [0] * len(numbers)
    return ".".join(number.zfill(width) for number, width in zip(numbers, widths, strict=False))


def _pads(release: str) -> bool:
    return any(len(number) > 1 and number.startswith("0") for number in release.split("."))


def _segment(part: _Part, shapes: list[re.Match[str]]) -> str:
    text = next(match[part.group] for match in shapes if match[part.group])
    found = _SEGMENT.fullmatch(text)
    assert found is not None
    number = "" if not found["number"] and not part.number else str(part.number)
    return found["before"] + _word(found, part) + found["between"] + number


def _word(found: re.Match[str], part: _Part) -> str:
    """Give the example's word where it means this phase, else this phase's word in the same manner."""
    word = found["word"]
    if part.group != "pre" or word.lower() in _SAME[part.phase]:
        return word
    long = word.lower() in _LONG.values() or bool(found["between"])
    case: Callable[[str], str] = str.upper if word.isupper() else str
    return case(_LONG.get(part.phase, part.phase) if long else part.phase)
