"""What single options may hold: each text checked, and told what to give instead."""

from __future__ import annotations

import difflib
import math
from collections.abc import Sequence

from release_tasks.core.errors import UsageError
from release_tasks.core.gate.kinds import GATE_KINDS
from release_tasks.core.version import WORDS, canonical, is_word


def listed(given: Sequence[str]) -> tuple[str, ...]:
    """The values of an option that may be repeated, and takes several at once with commas."""
    return tuple(dict.fromkeys(each.strip() for text in given for each in text.split(",") if each.strip()))


def kinds(given: Sequence[str], *, offline: bool = False) -> tuple[str, ...]:
    """The kinds of check that ``--require`` names.

    :raises UsageError: there is no such kind, or without the network none of them can be had.
    """
    named = listed(given)
    if named and offline:
        raise UsageError(
            "what is required cannot be looked at offline",
            where="--require",
            expected="one of --require and --offline",
            remedy="leave --offline out",
        )
    for each in named:
        if each not in GATE_KINDS:
            near = difflib.get_close_matches(each, GATE_KINDS, n=1)
            raise UsageError(
                f"there is no kind of check {each}",
                where="--require",
                expected=f"one of {', '.join(GATE_KINDS)}",
                remedy=f"did you mean {near[0]}?" if near else f"--require {GATE_KINDS[0]}",
            )
    return named


def seconds(option: str, given: str | None) -> float | None:
    """A time to wait; None where none is given.

    :raises UsageError: it is no time, or one without end.
    """
    if given is None:
        return None
    try:
        wanted = float(given)
    except ValueError:
        wanted = -1
    if not 0 <= wanted < math.inf:
        raise UsageError(
            f"{given!r} is no time to wait",
            where=option,
            expected="seconds: 0 or more",
            remedy=f"{option} 300",
        )
    return wanted


def check_version(text: str, command: str) -> None:
    """Refuse what is neither a version nor a word for one.

    :raises UsageError: it is neither.
    """
    if text.startswith("-") or not text:
        what = f"{text!r} is no version" if text else "no version is given"
        raise UsageError(
            what, where=command, expected="1.4.0, or a word such as minor", remedy=f"{command} --help"
        )
    if is_word(text):
        return
    try:
        canonical(text)
    except UsageError as error:
        near = difflib.get_close_matches(text, WORDS, n=1)
        raise UsageError(
            error.what,
            where=command,
            expected=error.expected,
            remedy=f"did you mean {near[0]}?" if near else error.remedy,
        ) from None


def pairs(option: str, form: str, given: Sequence[str]) -> dict[str, str]:
    """The values of an option of a ``form`` such as ``ITEM=TEXT``, by what stands before the sign.

    :raises UsageError: one of them has no text.
    """
    name_is, _, text_is = form.partition("=")
    found = {}
    for each in given:
        name, equals, text = each.partition("=")
        if not (name and equals and text.strip()):
            raise UsageError(
                f"{each!r} gives no {text_is.lower()}",
                where=option,
                expected=f"{option} {form}",
                remedy=f"{option} {name or name_is}={text_is}",
            )
        found[name] = text.strip()
    return found
