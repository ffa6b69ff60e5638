"""What crates of one repository require of each other: today's version moves, a decision stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release_tasks.core.formats import cargo_requirements
from release_tasks.core.formats.toml_document import document
from release_tasks.core.sources import VersionSources, rewrite

CARGO = Path("Cargo.toml")


def bumped(text: str, version: str = "1.3.0", today: str = "1.2.4") -> str:
    data = text.encode()
    spots = cargo_requirements.spots(
        CARGO, data, document(CARGO, data), lambda name, path: (name, path) == ("core", "../core"), today
    )
    return rewrite({CARGO: data}, VersionSources(spots=spots), version).get(CARGO, data).decode()


@pytest.mark.parametrize(
    "text",
    [
        '[dependencies]\ncore = {{ path = "../core", version = "{}", features = ["x"] }} # 1.2.4\n',
        "[dev-dependencies.core]\nversion = '={}'\npath = '../core'\n",
        '[build-dependencies]\ncore.path = "../core"\ncore.version = "^{}"\n',
        '[workspace.dependencies]\nrenamed = {{ package = "core", path = "../core", version = "~ {}" }}\n',
        '[target."cfg(unix)".dependencies]\ncore = {{ version = "{}", path = "../core" }}\r\nx = "1.2.4"\n',
    ],
)
@pytest.mark.parametrize(
    ("before", "version", "after"),
    [
        ("1.2.4", "1.3.0rc1", "1.3.0-rc.1"),
        ("1.2", "2.0.0", "2.0"),
        ("1", "1.3.0", "1"),
        ("1.2", "2.0.0rc1", "2.0.0-rc.1"),
    ],
)
def test_every_place_of_a_requirement(text: str, before: str, version: str, after: str) -> None:
    assert bumped(text.format(before), version) == text.format(after)


@pytest.mark.parametrize(
    "line",
    [
        'core = { path = "../core", version = "1.2.3" }',
        'core = { path = "../core", version = ">=1.2.4, <2" }',
        'core = { path = "../core", version = "*" }',
        'core = { path = "../core", version = "1.1" }',
        'core = { path = "../core" }',
        'core = "1.2.4"',
        'core = { path = "../other", version = "1.2.4" }',
        'other = { path = "../core", version = "1.2.4" }',
    ],
)
def test_a_bound_that_somebody_chose_and_another_crate_stay(line: str) -> None:
    assert bumped(f"[dependencies]\n{line}\n") == f"[dependencies]\n{line}\n"


LINES = st.sampled_from(
    [
        'core = { path = "../core", version = "1.2.4" }',
        'other = { version = "1.2.4", path = "../other" } # "1.2.4"',
        'a = "1.2.4"',
        '# core = { path = "../core", version = "1.2.4" }',
        "text = '''\ncore = { path = \"../core\", version = \"1.2.4\" }\n'''",
        "\t",
    ]
)


@given(st.lists(LINES, unique=True), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\ufeff"]))
def test_only_the_requirement_changes(lines: list[str], line_end: str, bom: str) -> None:
    text = bom + "\n".join(["[dependencies]", *lines]).replace("\n", line_end)
    ours = 'core = { path = "../core", version = "1.2.4" }'
    after = bumped(text)
    assert after.count("1.3.0") == (ours in lines)
    assert after.replace("1.3.0", "1.2.4") == text
