"""How the maintainers tag and name their releases, as the last tags of the package's form show."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from release_tasks.core.project import Inference
from release_tasks.core.target import version_in_tag
from release_tasks.world.project.tags import TagSeen

_LOOKED_AT = 5
_ENOUGH = 2
_PULL_REQUEST = re.compile(r"\s*\((?:#|!|PR )\d+\)$")
_MERGE = re.compile(r"Merge (?:pull request|branch|remote-tracking|tag|commit)\b|Merged in ")


class ReleaseTag(NamedTuple):
    """One release's tag, and the version in its name."""

    seen: TagSeen
    version: str


def of_form(tags: Iterable[TagSeen], form: str) -> tuple[ReleaseTag, ...]:
    """Give the last tags of a form, the newest first."""
    versions = ((tag, version_in_tag(form, tag.name)) for tag in tags)
    return tuple(islice((ReleaseTag(tag, version) for tag, version in versions if version), _LOOKED_AT))


def annotates(tags: Sequence[ReleaseTag]) -> Inference:
    """Infer whether tags are annotated; they are where nothing says otherwise."""
    plain = [tag.seen.name for tag in tags if not tag.seen.annotated]
    if len(plain) >= _ENOUGH and 2 * len(plain) > len(tags):
        return Inference(key="annotate", value="false", because=f"{_listed(plain)} {_are(plain)} lightweight")
    annotated = [tag.seen.name for tag in tags if tag.seen.annotated]
    because = f"{_listed(annotated)} {_are(annotated)} annotated" if annotated else "the default"
    return Inference(key="annotate", value="true", because=because)


def tag_message(tags: Sequence[ReleaseTag]) -> Inference | None:
    """Infer the message of a tag, None where the last ones have no form in common."""
    return _form("tag-message", [(tag, tag.seen.message) for tag in tags if tag.seen.annotated])


def commit_message(tags: Sequence[ReleaseTag]) -> Inference | None:
    """Infer the release commit's message from the tagged commits, without the number of a pull request."""
    commits = ((tag, tag.seen.commit) for tag in tags)
    texts = [(tag, _PULL_REQUEST.sub("", commit)) for tag, commit in commits if not _MERGE.match(commit)]
    return _form("commit-message", texts)


def _form(key: str, texts: Sequence[tuple[ReleaseTag, str]]) -> Inference | None:
    forms = [(tag.seen.name, form) for tag, text in texts for form in _forms(text, tag.version)]
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
