"""Notes of a changelog in reStructuredText as Markdown, for places that know nothing else.

Only what changelogs use: titles, literals, links, roles, blocks of code, admonitions. All else stays as it is.
Source: https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from textwrap import dedent

_RULE = re.compile(r"([!-/:-@\[-`{-~])\1{2,}[ \t]*")
_DEFINITION = re.compile(r"\.\. _(?P<label>`[^`]+`|[^:`]+): +(?P<url>\S+)[ \t]*")
_DIRECTIVE = re.compile(r"(?P<indent> *)\.\. (?P<name>[\w-]+)::[ \t]*(?P<argument>.*)")
_OPTION = re.compile(r" +:[\w-]+:.*")
_CODE = frozenset({"code", "code-block", "sourcecode"})
_MARKER = re.compile(r" *(?:[-*+]|\d+\.|#\.)? *")
_NUMBERED = re.compile(r"(?P<indent> *)#\.(?= )")
_INLINE = re.compile(
    r"(?P<literal>``.+?``)"
    r"|:(?P<role>[\w:+.-]+):`(?P<content>[^`]+)`"
    r"|`(?P<text>[^`<]+?)\s*<(?P<url>[^`>\s]+)>`__?"
    r"|`(?P<phrase>[^`]+)`__?"
    r"|(?<![\w`])(?P<word>\w(?:[\w.+-]*\w)?)_(?![\w`])"
)
_NUMBER_ROLES = re.compile(r"(?:gh|gh-?)?(?:issue|bug|pr|pull|gh)s?", re.IGNORECASE)


def as_markdown(text: str) -> str:
    """Write notes in Markdown; titles become third-level headings."""
    lines = text.splitlines()
    links = {_label(found["label"]): found["url"] for each in lines if (found := _DEFINITION.fullmatch(each))}
    kept = [each for each in lines if not _DEFINITION.fullmatch(each)]
    return "\n".join(_written(kept, links)).strip("\n")


def _written(lines: list[str], links: Mapping[str, str]) -> Iterator[str]:
    at = 0
    while at < len(lines):
        line, below = lines[at], lines[at + 1] if at + 1 < len(lines) else ""
        directive = _DIRECTIVE.fullmatch(line)
        if directive or line.rstrip().endswith("::"):
            block, at = _indented(lines, at + 1, len(line) - len(line.lstrip()))
            yield from _directed(directive, block, links) if directive else _literal(line, block, links)
        elif _is_title(line, below):
            yield f"### {_inline(line.strip(), links)}"
            at += 2
        else:
            at += 1
            if not _RULE.fullmatch(line):  # that over a title
                yield _inline(_NUMBERED.sub(r"\g<indent>1.", line), links)


def _is_title(line: str, below: str) -> bool:
    return bool(line.strip() and line[0] != " " and _RULE.fullmatch(below) and not _RULE.fullmatch(line))


def _directed(directive: re.Match[str], block: list[str], links: Mapping[str, str]) -> Iterator[str]:
    indent, name, argument = directive["indent"], directive["name"], directive["argument"]
    if name in _CODE:
        yield from _fenced(block, indent, argument)
    else:
        yield indent + _inline(f"**{name.capitalize()}:** {argument}".rstrip(), links)
        yield from (indent + _inline(each, links) if each else "" for each in block)
    yield ""


def _literal(line: str, block: list[str], links: Mapping[str, str]) -> Iterator[str]:
    """A paragraph that ends in two colons, and the block of code that it announces."""
    said = line.rstrip()[:-2]
    said = f"{said}:" if said and not said.endswith(" ") else said.rstrip()
    yield _inline(_NUMBERED.sub(r"\g<indent>1.", said), links)
    marker = _MARKER.match(line)
    if block:
        yield from ("", *_fenced(block, " " * (marker.end() if marker else 0)), "")


def _fenced(block: list[str], indent: str, language: str = "") -> Iterator[str]:
    yield f"{indent}```{language}"
    yield from (indent + each if each else "" for each in block)
    yield f"{indent}```"


def _indented(lines: list[str], at: int, indent: int) -> tuple[list[str], int]:
    """The block that is indented deeper from there on, flush left and without blank ends, and where it ends."""
    end = at
    while end < len(lines) and (not lines[end].strip() or lines[end].startswith(" " * (indent + 1))):
        end += 1
    block = [each for each in lines[at:end] if not _OPTION.fullmatch(each)]
    return dedent("\n".join(block)).strip("\n").splitlines(), end


def _inline(line: str, links: Mapping[str, str]) -> str:
    return _INLINE.sub(lambda found: _spelled(found, links), line)


def _spelled(found: re.Match[str], links: Mapping[str, str]) -> str:
    if found["literal"]:
        return found["literal"] if "`" in found["literal"][2:-2] else found["literal"][1:-1]
    if found["role"]:
        return _of_role(found["role"], found["content"])
    if found["url"]:
        return f"[{found['text']}]({found['url']})"
    label = found["phrase"] or found["word"]
    if url := links.get(_label(label)):
        return f"[{label}]({url})"
    return found[0] if found["word"] else label if found[0].endswith("_") else f"`{label}`"


def _of_role(role: str, content: str) -> str:
    """``:pr:`12` `` is a number, any other role names something in code."""
    shown = re.sub(r"\s*<[^>]*>$", "", content)
    if _NUMBER_ROLES.fullmatch(role) and shown.lstrip("#").isdecimal():
        return f"#{shown.lstrip('#')}"
    name = shown.lstrip("!")
    return f"`{name.rpartition('.')[2] if name.startswith('~') else name}`"


def _label(text: str) -> str:
    return " ".join(text.strip("`").split()).casefold()
