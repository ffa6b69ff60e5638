"""How the maintainers tag and name their releases, as the last tags of the package's form show."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from release_tasks.core.project import Inference
from release_tasks.core.target import version_in_tag
from release_tasks.world.git.command import look
from release_tasks.world.project.tag_forms import newest_first

_LOOKED_AT = 5
_ENOUGH = 2
_PULL_REQUEST = re.compile(r"\s*\((?:#|!|PR )\d+\)$")
_MERGE = re.compile(r"Merge (?:pull request|branch|remote-tracking|tag|commit)\b|Merged in ")


class ReleaseTag(NamedTuple):
    """One release's tag; ``message`` is the first line of an annotated one, ``commit`` that of its commit."""

    name: str
    version: str
    annotated: bool
    message: str
    commit: str


def release_tags(repository: Path, form: str) -> tuple[ReleaseTag, ...]:
    """Read the last tags of a form, the newest first; none where git says no."""
    versions = ((name, version_in_tag(form, name)) for name in newest_first(repository))
    named = [(name, version) for name, version in versions if version][:_LOOKED_AT]
    if not named:
        return ()
    done = look(
        repository, "for-each-ref",
        "--format=%(refname:strip=2)%00%(objecttype)%00%(contents:subject)%00%(*contents:subject)",
        *(f"refs/tags/{name}" for name, _ in named), check=False,
    )  # fmt: skip
    read = {name: fields for name, *fields in (line.split("\0") for line in done.text.split("\n"))}
    return tuple(_tag(name, version, read[name]) for name, version in named if name in read)


def annotates(tags: Sequence[ReleaseTag]) -> Inference:
    """Infer whether tags are annotated; they are where nothing says otherwise."""
    plain = [tag.name for tag in tags if not tag.annotated]
    if len(plain) >= _ENOUGH and 2 * len(plain) > len(tags):
        return Inference(key="annotate", value="false", because=f"{_listed(plain)} {_are(plain)} lightweight")
    annotated = [tag.name for tag in tags if tag.annotated]
    because = f"{_listed(annotated)} {_are(annotated)} annotated" if annotated else "the default"
    return Inference(key="annotate", value="true", because=because)


def tag_message(tags: Sequence[ReleaseTag]) -> Inference | None:
    """Infer the message of a tag, None where the last ones have no form in common."""
    return _form("tag-message", [(tag, tag.message) for tag in tags if tag.annotated])


def commit_message(tags: Sequence[ReleaseTag]) -> Inference | None:
    """Infer the release commit's message from the tagged commits, without the number of a pull request."""
    texts = [(tag, _PULL_REQUEST.sub("", tag.commit)) for tag in tags if not _MERGE.match(tag.commit)]
    return _form("commit-message", texts)


def _tag(name: str, version: str, fields: Sequence[str]) -> ReleaseTag:
    kind, subject, peeled = fields
    annotated = kind == "tag"
    return ReleaseTag(
        name, version, annotated, subject if annotated else "", peeled if annotated else subject
    )


def _form(key: str, texts: Sequence[tuple[ReleaseTag, str]]) -> Inference | None:
    forms = [(tag.name, form) for tag, text in texts for form in _forms(text, tag.version)]
    common = Counter(form for _, form in forms)
    enough = min(_ENOUGH, len(texts))
    form = next((form for _, form in forms if common[form] >= enough), None)
    if form is None:
        return None
    like = [name for name, each in forms if each == form]
    what = "the message" if key == "tag-message" else "the commit"
    return Inference(key=key, value=form, because=f"{what}{'s' if len(like) > 1 else ''} of {_listed(like)}")


def _forms(text: str, version: str) -> Iterator[str]:
    """Give the form of a text that names the version; braces in it would be taken for placeholders."""
    found = re.split(rf"(?<![0-9.]){re.escape(version)}(?!\.?[0-9A-Za-z])", text)
    if len(found) > 1 and not re.search(r"[{}]", text):
        yield "{version}".join(found)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:3])


def _are(names: Sequence[str]) -> str:
    return "are" if len(names) > 1 else "is"
