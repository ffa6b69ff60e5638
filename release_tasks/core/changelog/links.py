"""Link references of a changelog: ``[1.4.0]: https://…/compare/recorder-v1.3.0...recorder-v1.4.0``.

In reStructuredText: ``.. _1.4.0: https://…``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from release_tasks.core.changelog.document import Document, Line, Markup

_REFERENCES = {
    "markdown": re.compile(
        r"(?P<open> {0,3}\[)(?P<label>(?:[^\[\]\\]|\\.)+)\]:(?P<spacing>[ \t]*)<?(?P<url>[^\s<>]+)>?.*"
    ),
    "restructuredtext": re.compile(
        r"(?P<open>\.\. _)(?P<label>`[^`]+`|(?!_)(?:[^:\\]|\\.)+):(?P<spacing>[ \t]+)(?P<url>\S+)[ \t]*"
    ),
}
_REF = r"(?:refs(?:/|%2F)(?:tags|heads)(?:/|%2F))?"
# GitHub, Gitea, Forgejo, Codeberg and GitLab (/-/); Bitbucket Server; Bitbucket Cloud, which names the newer first.
_COMPARE = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf".*/branches/compare/{_REF}(?P<new>[^?#%]+?)(?:%0D|%0A|\.\.){_REF}(?P<old>[^?#%]+)(?:[?#].*)?",
        rf".*/compare/commits\?(?:.*&)?targetBranch={_REF}(?P<old>[^&#]+)&sourceBranch={_REF}(?P<new>[^&#]+).*",
        rf".*/compare/commits\?(?:.*&)?sourceBranch={_REF}(?P<new>[^&#]+)&targetBranch={_REF}(?P<old>[^&#]+).*",
        rf".*/compare/{_REF}(?P<old>[^?#]+?)\.{{2,3}}{_REF}(?P<new>[^?#]+)(?:[?#].*)?",
    )
)
_TAG_PAGE = re.compile(
    r".*/(?:releases/tag|releases|src/tag|commits/tag|src|tree|tags|tag|refs)/(?P<tag>[^?#]+)(?:[?#].*)?"
)
_BRANCH_PAGE = re.compile(r"(?P<base>.*?/)(?P<lab>-/)?(?:tree|commits|commit)/(?P<branch>[^/?#]+)/?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One link reference definition (CommonMark 4.7); ``start:end`` is its address."""

    label: str
    spacing: str
    url: str
    start: int
    end: int
    line: Line


def references(document: Document) -> dict[str, Reference]:
    """Give the definitions by folded label, in order; of two with one label the first counts."""
    found: dict[str, Reference] = {}
    for line in document.lines:
        match = _REFERENCES[document.markup].fullmatch(line.text) if line.kind == "text" else None
        if match:
            start, end = (line.start + offset for offset in match.span("url"))
            label = match["label"].strip("`")
            found.setdefault(
                folded(label),
                Reference(
                    label=label, spacing=match["spacing"], url=match["url"], start=start, end=end, line=line
                ),
            )
    return found


def is_reference(text: str, markup: Markup) -> bool:
    """Whether a line defines a link reference."""
    return bool(_REFERENCES[markup].fullmatch(text))


def defined(label: str, spacing: str, url: str, markup: Markup) -> str:
    """Write a definition."""
    if markup == "markdown":
        return f"[{label}]:{spacing}{url}"
    return f".. _{f'`{label}`' if ':' in label else label}:{spacing}{url}"


def folded(label: str) -> str:
    """Give the form in which two labels are the same."""
    return " ".join(label.split()).casefold()


def old_end(url: str) -> str | None:
    """Give the older side of a compare address, None if it is none."""
    match = _compared(url)
    return match["old"] if match else None


def comparing(url: str, old: str, new: str | None = None) -> str:
    """Give a compare address with other ends; the newer one stays if ``new`` is None."""
    match = _compared(url)
    return _with(match, {"old": old, "new": new or match["new"]}) if match else url


def is_tag_page(url: str) -> bool:
    """Whether the address shows one tag."""
    return bool(_TAG_PAGE.fullmatch(url)) and not _compared(url)


def next_after(url: str, tag: str) -> str | None:
    """Give the address of the release after the one of ``url``; None where its form is not known."""
    if match := _compared(url):
        return comparing(url, match["new"], tag)
    match = _TAG_PAGE.fullmatch(url)
    return _with(match, {"tag": tag}) if match else None


def first_after(url: str, tag: str) -> tuple[str, str] | None:
    """Give the addresses of a first release and of what comes after it, from the page of a branch."""
    match = _BRANCH_PAGE.fullmatch(url)
    if match is None:
        return None
    base, lab = match["base"], match["lab"] or ""
    page = "-/tags" if lab else "releases/tag"
    return f"{base}{page}/{tag}", f"{base}{lab}compare/{tag}...HEAD"


def _compared(url: str) -> re.Match[str] | None:
    return next((match for form in _COMPARE if (match := form.fullmatch(url))), None)


def _with(match: re.Match[str], parts: dict[str, str]) -> str:
    """Put other texts in the place of groups, percent-encoded where one that stood there was."""
    url = match[0]
    encoded = any("%" in match[group] for group in parts)
    for group in sorted(parts, key=match.start, reverse=True):
        text = quote(parts[group], safe="%") if encoded else parts[group]
        url = url[: match.start(group)] + text + url[match.end(group) :]
    return url
