"""``build-smoke`` beside the last release on an index: what users would lose, through the real door."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hosting import make_host
from releasing import step
from standin_index import StandInIndex
from tiny_wheel import write_wheel

NAMES = {"name": "plain_hatchling", "version": "1.3.1"}


def artifacts(output: str) -> dict[str, Any]:
    lines = [json.loads(each) for each in output.splitlines()]
    found: dict[str, Any] = next(each for each in lines if each.get("item") == "validate.artifacts")
    return found


def test_a_build_is_held_to_what_users_have(tmp_path: Path) -> None:
    host = make_host("plain_hatchling", tmp_path)
    old = write_wheel(
        tmp_path,
        **NAMES,
        files={"plain_hatchling/__init__.py": "", "plain_hatchling/theme.css": "", "legacy.py": ""},
        provides=["color"],
        scripts={"plainly": "plain_hatchling:main"},
    )
    with StandInIndex() as index:
        index.has(old)
        index.lists("plain_hatchling-1.3.1-cp312-cp312-win_amd64.whl")
        there = {"TWINE_REPOSITORY_URL": index.root}
        built = step(host, "build-smoke", "--json", "--skip", "smoke=not what this test is about", **there)
        assert built.returncode == 0, built.stdout + built.stderr
        seen = artifacts(built.stdout)
        assert seen["outcome"] == "warn"
        assert {each["kind"]: each["expected"] for each in seen["findings"]} == {
            "top-level modules of the last release are gone": f"legacy, as in {old.name}",
            "data files of the last release are gone": f"plain_hatchling/theme.css, as in {old.name}",
            "entry points of the last release are gone": f"console_scripts: plainly, as in {old.name}",
            "extras of the last release are gone": f"color, as in {old.name}",
        }
        (table,) = (each for each in seen["evidence"] if "rows" in each)
        assert [row[0]["text"] for row in table["rows"]] == [
            *("linux-x86_64", "linux-aarch64", "musllinux-x86_64", "musllinux-aarch64"),
            *("macos-x86_64", "macos-arm64", "windows-amd64", "windows-arm64", "windows-x86"),
        ]
        index.trouble("page", status=500)
        alone = artifacts(step(host, "validate", "--only", "artifacts", "--json", **there).stdout)
        assert alone["outcome"] == "ok"
        told = [each["what"] for each in alone["evidence"]]
        assert f"not compared with the last release: {index.simple()}: the index answers 500" in told
