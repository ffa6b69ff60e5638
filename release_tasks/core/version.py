"""Versions as PEP 440 and SemVer write them, and the version that a word means.

Whatever a person or a file writes is read here; everything else in this library passes the
canonical PEP 440 string on.
"""

from __future__ import annotations

from functools import lru_cache

from packaging.version import InvalidVersion, Version

from release_tasks.core.errors import UsageError

_PARTS = {"major": 0, "minor": 1, "patch": 2}
_PHASES = {"a": "a", "alpha": "a", "b": "b", "beta": "b", "rc": "rc", "dev": "dev"}
_SEMVER_PHASES = {"a": "alpha", "b": "beta", "rc": "rc"}

WORDS: tuple[str, ...] = (
    *_PARTS,
    *(f"{part}-{phase}" for part in _PARTS for phase in _PHASES),
    *_PHASES,
    "final",
    "post",
)


@lru_cache(maxsize=1024)
def parse(text: str) -> Version:
    """Read a version in any spelling that PEP 440 allows.

    :raises UsageError: it is none.
    """
    try:
        return Version(text)
    except InvalidVersion:
        raise UsageError(
            f"{text!r} is not a version",
            expected="a PEP 440 version such as 1.4.0, 1.4.0rc1 or 1.4.0.post1",
            remedy="give a version, or a word such as major, minor, patch, rc, final, post or dev",
        ) from None


def canonical(text: str) -> str:
    """Spell a version as PEP 440 normalizes it; trailing zeros stay.

    :raises UsageError: it is not a version.
    """
    return str(parse(text))


def is_version(text: str) -> bool:
    """Tell whether a text is a version in any spelling that PEP 440 allows."""
    try:
        return bool(parse(text).release)
    except UsageError:
        return False


def same_version(text: str, version: str) -> bool:
    """Tell whether ``text`` states ``version``, as PEP 440 compares; a text that is no version states none."""
    try:
        return parse(text) == parse(version)
    except UsageError:
        return False


def is_prerelease(text: str) -> bool:
    """Tell whether a text is a pre-release or a development release; what is no version is none."""
    try:
        return parse(text).is_prerelease
    except UsageError:
        return False


def is_devrelease(text: str) -> bool:
    """Tell whether a text is a development release; what is no version is none."""
    try:
        return parse(text).is_devrelease
    except UsageError:
        return False


def releasable(text: str) -> str:
    """Spell a version that is to be released in its canonical form.

    :raises UsageError: it is not a version, or a local one, which no public index takes (PEP 440).
    """
    version = parse(text)
    if version.local is not None:
        raise UsageError(
            f"{version} is a local version, and those cannot be released",
            expected="a version without +",
            remedy=f"release {version.public} instead",
        )
    return str(version)


def lengthened(version: str, numbers: int) -> str:
    """Give a version at least so many release numbers, as PEP 440 pads: ``1.4.0rc1`` is ``1.4.0.0rc1``."""
    parsed = parse(version)
    missing = ".0" * (numbers - len(parsed.release))
    return f"{parsed.base_version}{missing}{str(parsed)[len(parsed.base_version) :]}"


def following(version: str, numbers: int) -> str:
    """Give the first release after all those that begin with the same ``numbers``: 1.5 for 1.4.2 and 2 of them."""
    *same, last = (*parse(version).release, 0, 0)[:numbers]
    return ".".join(map(str, (*same, last + 1)))


def is_word(text: str) -> bool:
    """Tell whether ``text`` names a step (``minor``, ``patch-rc``, ``final``) instead of a version."""
    return text in WORDS


def next_version(last: str, word: str) -> str:
    """Work out the version that ``word`` means after the release ``last``.

    The first pre-release is number 1 (``rc1``, ``.post1``), the first development release ``.dev0``;
    the number of components and the epoch stay.

    :raises UsageError: the word is unknown, would go backwards, or could mean two versions.
    """
    version = parse(releasable(last))
    if not is_word(word):
        raise UsageError(f"{word!r} is no word for a version", expected=f"one of {', '.join(WORDS)}")
    meanings = _meanings(version, word)
    if not meanings:
        raise UsageError(
            f"{word!r} after {version} leads to no higher version",
            expected=f"a version above {version}",
            remedy=f"say {_either(_ways_on(version))}",
        )
    if len(meanings) > 1:
        ways = [say if say == meant else f"{say} (for {meant})" for say, meant in meanings.items()]
        raise UsageError(
            f"{word!r} after {version} could mean {_either(list(meanings.values()))}",
            expected="a word that means one version",
            remedy=f"say {_either(ways)}",
        )
    return next(iter(meanings.values()))


def to_semver(version: str) -> str:
    """Write a PEP 440 version as SemVer 2.0 (``1.2.0rc1`` becomes ``1.2.0-rc.1``).

    SemVer sorts ``-dev.N`` after ``-beta.N`` and PEP 440 before it; the text is faithful, that order is not.

    :raises UsageError: SemVer has no faithful form: post releases, epochs, more than three components.
    """
    parsed = parse(version)
    reason = _why_no_semver(parsed)
    if reason:
        raise UsageError(
            f"{parsed} cannot be written as SemVer: {reason}",
            expected="MAJOR.MINOR.PATCH, with an a, b, rc or dev release at most",
        )
    identifiers: list[str] = []
    if parsed.pre is not None:
        phase, number = parsed.pre
        identifiers += [_SEMVER_PHASES[phase], str(number)]
    if parsed.dev is not None:
        identifiers += ["dev", str(parsed.dev)]
    release = ".".join(map(str, (*parsed.release, 0, 0)[:3]))
    before = f"-{'.'.join(identifiers)}" if identifiers else ""
    return release + before + (f"+{parsed.local}" if parsed.local else "")


def from_semver(text: str) -> str:
    """Read a SemVer version as maturin does, and give the canonical PEP 440 version.

    maturin parses it by PEP 440's own normalization: ``-pre.3`` is ``rc3``, ``-rc`` is ``rc0``,
    ``-1`` is ``.post1``.

    :raises UsageError: PEP 440 has no form for it (``-foo.1``, ``-rc.1.2``).
    """
    try:
        return canonical(text)
    except UsageError:
        raise UsageError(
            f"{text!r} has no PEP 440 form",
            expected="MAJOR.MINOR.PATCH, with -alpha.N, -beta.N, -rc.N or -dev.N at most",
        ) from None


def _meanings(last: Version, word: str) -> dict[str, str]:
    """Give what a word may mean, each with what to say to mean only that."""
    part, _, phase = word.partition("-")
    if part in _PARTS:
        return _grown(last, part, _PHASES.get(phase))
    if word == "final":
        return _one(_finished(last))
    if word == "post":
        return _one(_posted(last))
    return _phased(last, word)


def _grown(last: Version, part: str, phase: str | None) -> dict[str, str]:
    grown = _part_up(last, part) + ("" if phase is None else _first(phase))
    if not _unfinished(last) or any(last.release[_PARTS[part] + 1 :]):
        return {grown: grown}
    continued = _base(last) if phase is None else _continued(last, phase)
    if continued is None:
        return {grown: grown}
    return {("final" if phase is None else continued): continued, grown: grown}


def _phased(last: Version, word: str) -> dict[str, str]:
    phase = _PHASES[word]
    if phase == "dev" and last.dev is not None:
        return _one(_with_dev(last, last.dev + 1))
    if not _unfinished(last):
        return {f"{part}-{word}": _part_up(last, part) + _first(phase) for part in _PARTS}
    continued = _continued(last, phase)
    if phase == "dev" and continued is not None:
        later = _part_up(last, "patch") + _first(phase)
        return {continued: continued, later: later}
    return _one(continued)


def _continued(last: Version, phase: str) -> str | None:
    """Give the next pre-release of the same release, None where that would go backwards."""
    if phase == "dev":
        if last.dev is not None:
            return _with_dev(last, last.dev + 1)
        return None if last.pre is None else f"{_base(last)}{last.pre[0]}{last.pre[1] + 1}.dev0"
    if last.pre is None or last.pre[0] < phase:
        return _base(last) + _first(phase)
    if last.pre[0] > phase:
        return None
    return f"{_base(last)}{phase}{last.pre[1] + (last.dev is None)}"


def _finished(last: Version) -> str | None:
    if _unfinished(last):
        return _base(last)
    return None if last.dev is None else f"{_base(last)}.post{last.post}"


def _posted(last: Version) -> str | None:
    if _unfinished(last):
        return None
    return f"{_base(last)}.post{(last.post or 0) + (last.dev is None)}"


def _ways_on(last: Version) -> list[str]:
    words = [*_PARTS, "a", "b", "rc", "dev", "final", "post"]
    return [
        f"{word} (for {version})"
        for word in words
        if len(found := _meanings(last, word)) == 1
        for version in found.values()
    ]


def _why_no_semver(version: Version) -> str:
    if version.epoch:
        return "it has no epochs"
    if version.post is not None:
        return "it has no post releases, and would sort one before the release itself"
    if len(version.release) > 3:
        return f"it has three components, not {len(version.release)}"
    return ""


def _unfinished(version: Version) -> bool:
    """Tell whether the final release of this version is still to come."""
    return version.is_prerelease and version.post is None


def _base(version: Version) -> str:
    return version.base_version


def _part_up(version: Version, part: str) -> str:
    index = _PARTS[part]
    size = max(len(version.release), index + 1)
    release = [*version.release, *[0] * size][:size]
    raised = [*release[:index], release[index] + 1, *[0] * (size - index - 1)]
    return (f"{version.epoch}!" if version.epoch else "") + ".".join(map(str, raised))


def _first(phase: str) -> str:
    return ".dev0" if phase == "dev" else f"{phase}1"


def _with_dev(version: Version, number: int) -> str:
    return f"{str(version).rpartition('.dev')[0]}.dev{number}"


def _one(version: str | None) -> dict[str, str]:
    return {} if version is None else {version: version}


def _either(choices: list[str]) -> str:
    return " or ".join(filter(None, (", ".join(choices[:-1]), choices[-1])))
