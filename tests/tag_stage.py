"""The items of stage tag, judged by the facts of a release that is ready for each, and by changed ones."""

from __future__ import annotations

from typing import Any

import builders as b
from judging import verdict

from release_tasks.checklist import tag
from release_tasks.core.given import Lazy
from release_tasks.core.model import Outcome


def _facts(changes: dict[str, Any], **ready: Any) -> dict[str, Any]:
    return {
        "request": b.a_request(task="tag"),
        "project": b.a_project(),
        "target": b.a_target(),
        "git": b.a_git(),
        "tree": b.a_tree(),
        "sources": b.some_sources("1.3.0"),
        "tags": b.some_tags(),
        "remote": b.a_remote(),
        "last": b.a_last(),
        "validation": b.a_validation(),
        "proposal": Lazy(b.never),
        "head": Lazy(b.never),
        **ready,
        **changes,
    }


def committed(**changes: Any) -> Outcome:
    """Judge ``tag.commit``: two files of the release wait in the work tree."""
    tree = b.a_tree(changed=("pyproject.toml", "CHANGELOG.md"))
    return verdict(tag.commit, _facts(changes, tree=tree))


def tagged(**changes: Any) -> Outcome:
    """Judge ``tag.tag``: the release is committed, and origin has the commit."""
    return verdict(tag.tag, _facts(changes))


def pushed(**changes: Any) -> Outcome:
    """Judge ``tag.push``: neither the commit nor the tag on it is at origin."""
    ready = {"tags": b.some_tags(b.a_tag()), "remote": b.a_remote(contains_head=False)}
    return verdict(tag.push, _facts(changes, **ready))
