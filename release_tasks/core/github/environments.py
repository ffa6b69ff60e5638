"""Environments that jobs deploy to: who has to approve, how long they wait, which refs may.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Refs = Literal["any", "protected branches", "chosen"]

_PARTS = re.compile(r"\*\*/|\*|\?|\[[^\]]+\]|[^*?\[]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefPattern:
    """A pattern of refs that may deploy; ``type`` is ``branch`` or ``tag``."""

    name: str
    type: str = "branch"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentEnvironment:
    """An environment: ``known`` is False where GitHub has none of that name, or hides it.

    ``reviewers`` are logins and team names, one of which has to approve.
    """

    name: str
    known: bool = True
    reviewers: tuple[str, ...] = ()
    wait_minutes: int = 0
    refs: Refs = "any"
    patterns: tuple[RefPattern, ...] = ()

    def lets_tag(self, tag: str) -> bool:
        """Whether a run of that tag may deploy here."""
        return self._chosen("tag", tag) if self.refs == "chosen" else self.refs == "any"

    def bars_branch(self, branch: str) -> bool:
        """Whether a run of that branch surely may not; which branches are protected is not known here."""
        return self.refs == "chosen" and not self._chosen("branch", branch)

    def _chosen(self, kind: str, name: str) -> bool:
        return any(each.type == kind and _fits(each.name, name) for each in self.patterns)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseEnvironments:
    """The environments that uploading jobs name, and the secrets that these jobs can have.

    ``secrets`` is None where the token may not list them.
    """

    environments: tuple[DeploymentEnvironment, ...] = ()
    secrets: tuple[str, ...] | None = None


def _fits(pattern: str, name: str) -> bool:
    """Match as Ruby's ``File.fnmatch`` with ``FNM_PATHNAME`` does, which these patterns are written for."""
    wild = {"**/": "(?:.*/)?", "*": "[^/]*", "?": "[^/]"}
    translated = (
        wild.get(part) or (part if part.startswith("[") and len(part) > 1 else re.escape(part))
        for part in _PARTS.findall(pattern)
    )
    try:
        return re.fullmatch("".join(translated), name) is not None
    except re.error:
        return pattern == name
