"""GitHub's filter patterns: which tags start a workflow."""

from __future__ import annotations

from typing import Any

import pytest

from release_tasks.core.github.filters import matches, starts_on, triggers


@pytest.mark.parametrize(
    ("pattern", "fits", "fits_not"),
    [
        # The rows of GitHub's own table.
        ("feature/*", ["feature/my-branch"], ["feature/beta-a/my-branch"]),
        ("feature/**", ["feature/beta-a/my-branch", "feature/mona/the/octocat"], ["feature"]),
        ("*", ["main", "releases"], ["all/the/branches"]),
        ("**", ["all/the/branches", "every/tag"], []),
        ("*feature", ["mona-feature", "feature", "ver-10-feature"], ["feature/x"]),
        ("v2*", ["v2", "v2.0", "v2.9"], ["v1", "xv2"]),
        ("v[12].[0-9]+.[0-9]+", ["v1.10.1", "v2.0.0"], ["v3.0.0", "v1.0", "v1.0.0rc1"]),
        # What people write for releases.
        ("v*.*.*", ["v1.2.3", "v1.2.3rc1"], ["v1.2", "recorder-v1.2.3"]),
        ("recorder-v*", ["recorder-v1.4.0"], ["v1.4.0"]),
        ("v[0-9]+.[0-9]+.[0-9]+?(rc[0-9]+)", [], ["v1.2.3"]),
        ("v1.2.3", ["v1.2.3"], ["v1x2.3"]),
        ("v1.2.3?", ["v1.2.3", "v1.2."], ["v1.2.33"]),
        ("pkg==*", ["pkg==1.0"], []),
        (r"\*", ["*"], ["x"]),
        ("v[", ["v["], ["v"]),
        ("v**+", ["v**+"], []),
    ],
)
def test_patterns(pattern: str, fits: list[str], fits_not: list[str]) -> None:
    assert [each for each in fits if not matches([pattern], each)] == []
    assert [each for each in fits_not if matches([pattern], each)] == []


def test_the_last_pattern_that_fits_decides() -> None:
    assert matches(["v*", "!v*rc*"], "v1.0")
    assert not matches(["v*", "!v*rc*"], "v1.0rc1")
    assert matches(["v*", "!v*rc*", "v1.0rc9"], "v1.0rc9")
    assert not matches(["!v*rc*"], "v1.0")
    assert not matches([], "v1.0")


@pytest.mark.parametrize(
    ("on", "starts"),
    [
        ("push", True),
        (["push", "pull_request"], True),
        ({"push": ""}, True),
        ({"push": {"tags": "v*"}}, True),
        ({"push": {"tags": ["w*"]}}, False),
        ({"push": {"branches": ["main"]}}, False),
        ({"push": {"branches": ["main"], "tags": ["v*"]}}, True),
        ({"push": {"branches-ignore": ["main"]}}, False),
        ({"push": {"tags-ignore": ["v*"]}}, False),
        ({"push": {"tags-ignore": ["w*"]}}, True),
        ({"push": {"paths": ["src/**"]}}, True),
        ({"release": {"types": ["published"]}}, False),
        ("workflow_dispatch", False),
        (None, False),
    ],
)
def test_what_a_tag_starts(on: Any, starts: bool) -> None:
    assert starts_on(on, "v1.2.3") is starts


def test_three_forms_of_on() -> None:
    assert list(triggers("push")) == ["push"]
    assert list(triggers(["push", "release"])) == ["push", "release"]
    assert list(triggers({"push": "", "release": ""})) == ["push", "release"]
    assert list(triggers(None)) == []
