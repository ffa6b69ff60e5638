"""How lines spelled earlier pre-releases: what today's final version in them does not tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from release_tasks.core.history.masks import Mask, mask, tokens
from release_tasks.core.history.steps import Step
from release_tasks.core.version import parse


def manners(steps: Sequence[Step]) -> Mapping[tuple[str, Mask], tuple[str, ...]]:
    """Give the texts by which lines stated what was no plain release, the newest first, by file and line."""
    found: dict[tuple[str, Mask], dict[str, None]] = {}
    for step in steps:
        for path, line, text in _stated(step):
            found.setdefault((path, line), {})[text] = None
    return {line: tuple(texts) for line, texts in found.items()}


def _stated(step: Step) -> Iterator[tuple[str, Mask, str]]:
    versions = [each for each in (step.new, step.old) if not _plain(each)]
    for replaced in step.commit.replaced if versions else ():
        for version in versions:
            for line in replaced.added if version == step.new else replaced.removed:
                if around := mask(line, version):
                    yield from ((replaced.path, around, token.text) for token in tokens(line, version))


def _plain(version: str) -> bool:
    return str(parse(version)) == parse(version).base_version
