"""Headings of a changelog's sections: read in any of the common spellings, written like the last one.

``## [1.4.0] - 2026-11-21``, ``## v1.4.0 (November 21, 2026)``, ``# 1.4.0 / 2026.11.21``,
``## [recorder-v1.4.0](https://…/compare/…) (2026-11-21)``, ``## [Unreleased]``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from packaging.version import InvalidVersion, Version

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

_NAME = "|".join(rf"{month}|{month[:3]}" for month in MONTHS)
_DAY = r"(?P<day>\d{1,2})(?P<ordinal>st|nd|rd|th)?"
_DATES = tuple(
    re.compile(rf"(?<![\w.])(?:{form})(?![\w])")
    for form in (
        r"(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})",
        rf"(?P<name>{_NAME})\.? {_DAY},? (?P<year>\d{{4}})",
        rf"{_DAY} (?P<name>{_NAME})\.?,? (?P<year>\d{{4}})",
    )
)
_LINK = r"(?P<link>\(<?[^()\s>]*>?\))?"
_VERSION = re.compile(
    r"(?P<lead>(?:(?:[Vv]ersion|[Rr]elease|[A-Za-z][\w.-]*)[ \t]+)?)"
    r"(?P<open>\[?)(?P<prefix>(?:[A-Za-z][\w-]*[-_/@])?[vV]?)(?P<version>\d[\w.+!-]*)(?P<close>\]?)"
    rf"{_LINK}(?P<rest>.*)"
)
_UNRELEASED = re.compile(rf"(?P<open>\[?)unreleased(?P<close>\]?){_LINK}(?!\w).*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The title of one section, taken apart; ``version`` is canonical, None for Unreleased.

    ``before`` and ``after`` surround the version as text (``[recorder-v`` and ``]``), ``link`` is the
    address of an inline link, ``between`` what stands before ``date`` and ``closing`` what ends it.
    """

    version: str | None
    before: str
    after: str
    link: str
    between: str = " - "
    date: str | None = None
    closing: str = ""

    def label(self, version: str) -> str | None:
        """The label of the link reference that this title would use for ``version``; None if it uses none."""
        bracketed = self.after == "]" and not self.link
        return self.before.rpartition("[")[2] + version if bracketed else None

    def like(self, version: str, date: str, follow: Callable[[str], str | None]) -> str:
        """Write the title of another version the same way; ``date`` is ISO 8601, ``follow`` makes its link."""
        address = follow(self.link) if self.link else None
        link = f"({address})" if address else ""
        dated = date if self.date is None else _date_like(self.date, date)
        return f"{self.before}{version}{self.after}{link}{self.between}{dated}{self.closing}"


def heading_of(title: str) -> Heading | None:
    """Read the title of a section; None if it names neither a version nor Unreleased."""
    if match := _UNRELEASED.fullmatch(title):
        return Heading(version=None, before=match["open"], after=match["close"], link=_address(match["link"]))
    match = _VERSION.fullmatch(title)
    if match is None or bool(match["open"]) != bool(match["close"]):
        return None
    dated = _date_in(match["rest"])
    version = _canonical(match["version"])
    if version is None or not (
        "." in match["version"] or dated or match["open"] or not match["rest"].strip()
    ):
        return None
    between, date, closing = dated or (" - ", None, "")
    return Heading(
        version=version,
        before=match["lead"] + match["open"] + match["prefix"],
        after=match["close"],
        link=_address(match["link"]),
        between=between,
        date=date,
        closing=closing,
    )


def _canonical(text: str) -> str | None:
    try:
        return str(Version(text))
    except InvalidVersion:
        return None


def _address(link: str | None) -> str:
    return (link or "").strip("()<>")


def _date_in(rest: str) -> tuple[str, str, str] | None:
    found = [match for form in _DATES if (match := form.search(rest))]
    if not found:
        return None
    match = found[0]
    between, closing = rest[: match.start()], rest[match.end() : match.end() + 1]
    if re.search(r"\w", re.sub(r"(?i)\breleased\b", "", between)):
        between, closing = " - ", ""  # words of that one release stand there
    return between, match[0], closing if closing in (")", "]") else ""


def _date_like(sample: str, date: str) -> str:
    """Write an ISO 8601 date as ``sample`` is written."""
    year, month, day = (int(part) for part in date.split("-"))
    match = next(match for form in _DATES if (match := form.fullmatch(sample)))
    parts = match.groupdict()
    name = MONTHS[month - 1]
    written = {"year": str(year), "day": f"{day:02}" if parts["day"].startswith("0") else str(day)}
    if parts.get("ordinal"):
        written["ordinal"] = _ordinal(day)
    if sampled := parts.get("name"):
        written["name"] = name if sampled in MONTHS else name[:3]
    else:
        width = min(len(parts["month"]), len(parts["day"]))
        written |= {"month": f"{month:0{width}}", "day": f"{day:0{width}}"}
    for group in sorted(written, key=match.start, reverse=True):
        sample = sample[: match.start(group)] + written[group] + sample[match.end(group) :]
    return sample


def _ordinal(day: int) -> str:
    return "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
