"""Dates as changelogs write them: found in a heading, and another day written the same way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as day_of

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

_NAME = "|".join((*MONTHS, "Sept", *(month[:3] for month in MONTHS)))
_DAY = r"(?P<day>\d{1,2})(?P<ordinal>st|nd|rd|th)?"
_FORMS = tuple(
    re.compile(rf"(?<![\w.])(?:{form})(?![\w])", re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})",
        rf"(?P<name>{_NAME})\.? {_DAY},? (?P<year>\d{{4}})",
        rf"{_DAY}[ -](?P<name>{_NAME})\.?,?[ -](?P<year>\d{{4}})",
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})",
    )
)
_SLASHED = (
    re.compile(
        r"(?<![\w/.])(?P<day>\d{1,2})(?P<sign>[-/])(?P<month>\d{1,2})(?P=sign)(?P<year>\d{4})(?![\w])"
    ),
    re.compile(
        r"(?<![\w/.])(?P<month>\d{1,2})(?P<sign>[-/])(?P<day>\d{1,2})(?P=sign)(?P<year>\d{4})(?![\w])"
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateForms:
    """The forms that are told apart; ``03/04/2026`` is in none unless other dates show which comes first."""

    forms: tuple[re.Pattern[str], ...] = _FORMS

    def find(self, text: str) -> re.Match[str] | None:
        """Find the first date that is a day of the calendar."""
        found = (match for form in self.forms for match in form.finditer(text) if _day(match))
        return min(found, key=lambda match: match.start(), default=None)

    def iso(self, written: str) -> str | None:
        """Give the day of a date that is written so, in ISO 8601."""
        match = self.find(written)
        return _day(match) if match else None

    def like(self, sample: str, date: str) -> str:
        """Write an ISO 8601 date as ``sample`` is written."""
        match = self.find(sample)
        assert match is not None, "the sample was found by the same forms"
        year, month, day = (int(part) for part in date.split("-"))
        parts = match.groupdict()
        written = {"year": str(year), "day": f"{day:02}" if parts["day"].startswith("0") else str(day)}
        if parts.get("ordinal"):
            written["ordinal"] = _ordinal(day)
        if named := parts.get("name"):
            written["name"] = _month_like(named, MONTHS[month - 1])
        else:
            digits = min(len(parts["month"]), len(parts["day"]))
            written |= {"month": f"{month:0{digits}}", "day": f"{day:0{digits}}"}
        for group in sorted(written, key=match.start, reverse=True):
            sample = sample[: match.start(group)] + written[group] + sample[match.end(group) :]
        return sample


def forms_of(texts: Iterable[str]) -> DateForms:
    """Learn from all headings whether ``3/14/2026`` or ``14/3/2026`` is meant; if both or neither, no such date is read."""
    samples = [match for text in texts for match in _SLASHED[0].finditer(text)]
    day_first = any(int(each["day"]) > 12 for each in samples)
    month_first = any(int(each["month"]) > 12 for each in samples)
    if day_first == month_first:
        return DateForms()
    return DateForms(forms=(*_FORMS, _SLASHED[0 if day_first else 1]))


def _day(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    month = _number(parts["name"]) if parts.get("name") else int(parts["month"])
    try:
        return day_of(int(parts["year"]), month, int(parts["day"])).isoformat()
    except ValueError:
        return None


def _number(name: str) -> int:
    return next(at for at, month in enumerate(MONTHS, 1) if month[:3] == name[:3].capitalize())


def _month_like(sample: str, name: str) -> str:
    written = name if sample.capitalize() in MONTHS else name[:3]
    if sample.isupper():
        return written.upper()
    return written.lower() if sample.islower() else written


def _ordinal(day: int) -> str:
    return "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
