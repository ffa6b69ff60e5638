"""The ledger here and what other machines recorded, as one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import builders as b

from release_tasks.core.ledger import Elsewhere, Entry
from release_tasks.world.ledger.elsewhere import ledger
from release_tasks.world.ledger.ledger import append


def test_entries_are_in_the_order_of_time_and_each_is_there_once(tmp_path: Path) -> None:
    project, target = b.a_project(records=tmp_path), b.a_target()
    here = [
        append(project, target.version, entry)
        for entry in (said("yes", day=1), said("no", day=3), said("clock put back", day=2))
    ]
    there = (said("maybe", day=2, hour=1), replace(here[1], who="Ada"))
    whole = ledger(project, target, Elsewhere(entries=there))
    assert [each.data["text"] for each in whole.entries] == ["yes", "maybe", "no", "clock put back"]
    assert ledger(project, target, Elsewhere()).entries == tuple(here)


def said(text: str, *, day: int, hour: int = 0) -> Entry:
    return replace(b.an_answer("plan.target-version", text), at=f"2026-11-0{day}T0{hour}:00:00+00:00")
