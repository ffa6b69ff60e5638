"""Earlier pre-releases show how a line spells them."""

from __future__ import annotations

from release_tasks.core.history.manners import manners
from release_tasks.core.history.masks import mask
from release_tasks.core.history.patches import Commit, Replaced
from release_tasks.core.history.steps import Step

LINE = mask(b'version = "1.2.0"', "1.2.0")


def step(old: str, new: str, removed: str, added: str) -> Step:
    change = Replaced("Cargo.toml", b"", (removed.encode(),), (added.encode(),))
    return Step(Commit("c0ffee", (change,)), old, new)


def test_the_newest_is_the_first() -> None:
    assert LINE is not None
    steps = [
        step("1.2.0", "1.2.1", 'version = "1.2.0"', 'version = "1.2.1"'),
        step("1.2.0rc1", "1.2.0", 'version = "1.2.0-rc1"', 'version = "1.2.0"'),
        step("1.2.0.dev0", "1.2.0rc1", 'version = "1.2.0-dev.0"', 'version = "1.2.0-rc1"'),
    ]
    assert manners(steps) == {("Cargo.toml", LINE): ("1.2.0-rc1", "1.2.0-dev.0")}


def test_final_releases_tell_nothing() -> None:
    assert manners([step("1.2.0", "1.3.0", 'version = "1.2.0"', 'version = "1.3.0"')]) == {}
