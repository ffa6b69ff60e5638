"""Headings of a changelog's sections: read in any of the common spellings, written like the last one.

``[1.4.0] - 2026-11-21``, ``v1.4.0 (November 21, 2026)``, ``1.4.0 / 2026.11.21``, ``demo 1.4.0 (unreleased)``,
``[recorder-v1.4.0](https://…/compare/…) (2026-11-21)``, ``[Unreleased]``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from packaging.version import InvalidVersion, Version

from release_tasks.core.changelog.dates import DateForms

_LINK = r"(?P<link>\(<?[^()\s>]*>?\))?"
_OPEN, _CLOSE = r"(?P<open>\[|\*\*|``|`|__)?", r"(?P<close>\]|\*\*|``|`_|`|__)?"
_STAGE = r"(?: (?:alpha|beta|a|b|rc|c|preview|pre|dev|post)[ .]?\d*)?"
_VERSION = re.compile(
    r"(?P<lead>(?:(?:[Vv]ersion|[Rr]elease|[A-Za-z][\w.-]*)[ \t]+)*?)"
    rf"{_OPEN}(?P<prefix>(?:[A-Za-z][\w-]*[-_/@])?[vV]?)(?P<version>\d[\w.+!-]*?{_STAGE}){_CLOSE}"
    rf"{_LINK}(?P<rest>(?![\w+!]|[.-]\w).*)"
)
_PENDING = (
    r"unreleased(?: changes)?|not (?:yet )?released(?: yet)?|next(?: version| release)?|upcoming(?: version| release)?|"
    r"coming soon|in development|under development|development version|in progress|tbd|tba"
)
_UNRELEASED = re.compile(rf"{_OPEN}(?:{_PENDING}){_CLOSE}{_LINK}(?!\w).*", re.IGNORECASE)
_MARK = re.compile(
    rf"(?<![\w])(?:{_PENDING}|dev|(?:\d{{4}}|[xy?]{{4}})(?P<sign>[-/.])(?:[xm?]{{2}}|\d\d)(?P=sign)[xd?]{{2}})(?![\w])",
    re.IGNORECASE,
)
_PARTNERS = {"(": ")", "[": "]", "{": "}"}
_PAIRS = {"[": "]", "**": "**", "``": "``", "`": ("`", "`_"), "__": "__", None: None}
_NAMED = re.compile(r"\"[^\"]*\"|“[^”]*”|'[^']*'|\*+[^*]*\*+|_[^_]+_")
_INTRODUCTION = re.compile(r"\b(?:released?(?: date)?|date|on|of)\b", re.IGNORECASE)
_YANKED = re.compile(r"\byanked\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The title of one section, taken apart; ``version`` is canonical, None for Unreleased.

    ``before`` and ``after`` surround the version as text (``[recorder-v`` and ``]``), ``link`` is the
    address of an inline link, ``between`` what stands before ``date`` and ``closing`` what ends it.
    ``mark`` says in the place of a date that it is not released, ``yanked`` that it was taken back;
    ``strange`` is what was not understood.
    """

    version: str | None
    before: str
    after: str
    link: str
    between: str = " - "
    date: str | None = None
    day: str | None = None
    mark: str | None = None
    closing: str = ""
    strange: str = ""
    yanked: bool = False

    @property
    def is_pending(self) -> bool:
        """Whether it says that the section is not released."""
        if self.version is None or self.mark is not None:
            return True
        return self.date is None and Version(self.version).is_devrelease

    def label(self, version: str) -> str | None:
        """The label of the link reference that this title would use for ``version``; None if it uses none."""
        opening = {"]": "[", "`_": "`"}.get(self.after)
        return self.before.rpartition(opening)[2] + version if opening and not self.link else None

    def like(self, version: str, date: str | None, follow: Callable[[str], str | None]) -> str:
        """Write the title of another version the same way, with ``date`` as it is; ``follow`` makes its link."""
        address = follow(self.link) if self.link else None
        link = f"({address})" if address else ""
        dated = f"{self.between}{date}{self.closing}" if date else ""
        return f"{self.before}{version}{self.after}{link}{dated}"


def heading_of(title: str, forms: DateForms) -> Heading | None:
    """Read the title of a section; None if it names neither a version nor Unreleased."""
    if (match := _UNRELEASED.fullmatch(title)) and _pairs(match):
        return Heading(
            version=None,
            before=match["open"] or "",
            after=match["close"] or "",
            link=_address(match["link"]),
        )
    match = _VERSION.fullmatch(title)
    if match is None or not _pairs(match):
        return None
    version = _canonical(match["version"])
    rest = _rest(match["rest"], forms)
    sure = "." in match["version"] or match["open"] or rest.date or rest.mark or not match["rest"].strip()
    if version is None or not sure:
        return None
    return Heading(
        version=version,
        before=f"{match['lead']}{match['open'] or ''}{match['prefix']}",
        after=match["close"] or "",
        link=_address(match["link"]),
        between=rest.between,
        date=rest.date,
        day=forms.iso(rest.date) if rest.date else None,
        mark=rest.mark,
        closing=rest.closing,
        strange=rest.strange,
        yanked=rest.yanked,
    )


def _pairs(match: re.Match[str]) -> bool:
    wanted = _PAIRS[match["open"]]
    return match["close"] in wanted if isinstance(wanted, tuple) else match["close"] == wanted


def _canonical(text: str) -> str | None:
    try:
        return str(Version(text.replace(" ", "")))
    except InvalidVersion:
        return None


def _address(link: str | None) -> str:
    return (link or "").strip("()<>")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rest:
    """What follows the version in a title."""

    between: str = " - "
    date: str | None = None
    mark: str | None = None
    closing: str = ""
    strange: str = ""
    yanked: bool = False


def _rest(text: str, forms: DateForms) -> _Rest:
    date = forms.find(text)
    found = date or _MARK.search(text)
    if found is None:
        # Words alone are a name of that release; with digits they may be a date of a form that is not known.
        return _Rest(
            strange=text.strip() if re.search(r"\d", text) else "", yanked=bool(_YANKED.search(text))
        )
    between, after = text[: found.start()], text[found.end() :]
    if _NAMED.search(between):
        between = re.sub(r" {2,}", " ", _NAMED.sub("", between))
    strange = text.strip() if re.search(r"\w", _INTRODUCTION.sub("", between)) else ""
    opened = [each for each in between if each in _PARTNERS]
    closing = _PARTNERS[opened[-1]] if opened and _PARTNERS[opened[-1]] in after else ""
    if re.search(r"\d", after):
        strange = text.strip()
    return _Rest(
        between=between,
        date=found[0] if date else None,
        mark=None if date else found[0],
        closing=closing,
        strange=strange,
    )
