"""What settings state of the repository on GitHub, as the items get it."""

from __future__ import annotations

from pathlib import Path

import pytest

from release_tasks.core.errors import UsageError
from release_tasks.core.github import Hosting
from release_tasks.world.project.hosting import hosting
from release_tasks.world.settings.reading import read_settings


def stated(folder: Path, text: str) -> Hosting:
    (folder / "release-tasks.toml").write_text(text)
    return hosting(read_settings(folder).of(None))


def test_a_trial_is_not_made_unless_it_is_asked_for(tmp_path: Path) -> None:
    silent = stated(tmp_path, "")
    assert (silent.ci_dry_run, silent.dispatch_inputs) == (False, {})


def test_inputs_are_texts_as_github_takes_them(tmp_path: Path) -> None:
    text = """
ci-dry-run = true
dispatch-inputs = { dry-run = true, upload = false, level = 3, version = "{version}" }
"""
    made = stated(tmp_path, text)
    assert made.ci_dry_run
    assert made.dispatch_inputs == {
        "dry-run": "true",
        "upload": "false",
        "level": "3",
        "version": "{version}",
    }


def test_an_input_that_is_a_list_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="dispatch-inputs"):
        stated(tmp_path, "dispatch-inputs = { levels = [1, 2] }")
