"""Link references of a changelog: ``[1.4.0]: https://…/compare/recorder-v1.3.0...recorder-v1.4.0``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from release_tasks.core.changelog.markdown import Line, lines

_REFERENCE = re.compile(r" {0,3}\[((?:[^\[\]\\]|\\.)+)\]:([ \t]*)<?([^\s<>]+)>?.*")
_COMPARE = re.compile(r"(?P<base>.*/compare/)(?P<old>[^?#]+?)(?P<dots>\.{2,3})(?P<new>[^?#]+)")
_TAG_PAGE = re.compile(r"(?P<base>.*/(?:releases/tag|releases|src/tag|tree|tags|tag|refs)/)(?P<tag>[^?#]+)")
_BRANCH_PAGE = re.compile(r"(?P<base>.*?/)(?P<lab>-/)?(?:tree|commits|commit)/(?P<branch>[^/?#]+)/?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One link reference definition (CommonMark 4.7); ``start:end`` are the bytes of its address."""

    label: str
    spacing: str
    url: str
    start: int
    end: int
    line: Line


def references(text: str) -> dict[str, Reference]:
    """Give the definitions by folded label, in order; of two with one label the first counts."""
    found: dict[str, Reference] = {}
    for line in lines(text):
        match = _REFERENCE.fullmatch(line.text) if line.kind == "text" else None
        if match:
            start, end = (line.start + offset for offset in match.span(3))
            found.setdefault(
                folded(match[1]),
                Reference(label=match[1], spacing=match[2], url=match[3], start=start, end=end, line=line),
            )
    return found


def is_reference(text: str) -> bool:
    """Whether a line defines a link reference."""
    return bool(_REFERENCE.fullmatch(text))


def folded(label: str) -> str:
    """Give the form in which two labels are the same."""
    return " ".join(label.split()).casefold()


def old_end(url: str) -> str | None:
    """Give the left side of a compare address, None if it is none."""
    match = _COMPARE.fullmatch(url)
    return match["old"] if match else None


def comparing(url: str, old: str, new: str | None = None) -> str:
    """Give a compare address with other ends; the right one stays if ``new`` is None."""
    match = _COMPARE.fullmatch(url)
    return f"{match['base']}{old}{match['dots']}{new or match['new']}" if match else url


def is_tag_page(url: str) -> bool:
    """Whether the address shows one tag."""
    return bool(_TAG_PAGE.fullmatch(url)) and not _COMPARE.fullmatch(url)


def next_after(url: str, tag: str) -> str | None:
    """Give the address of the release after the one of ``url``; None where its form is not known."""
    if match := _COMPARE.fullmatch(url):
        return comparing(url, match["new"], tag)
    match = _TAG_PAGE.fullmatch(url)
    return f"{match['base']}{tag}" if match else None


def first_after(url: str, tag: str) -> tuple[str, str] | None:
    """Give the addresses of a first release and of what comes after it, from the page of a branch."""
    match = _BRANCH_PAGE.fullmatch(url)
    if match is None:
        return None
    base, lab = match["base"], match["lab"] or ""
    page = "-/tags" if lab else "releases/tag"
    return f"{base}{page}/{tag}", f"{base}{lab}compare/{tag}...HEAD"
