"""The day of the release, which some files state beside its version: real git."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import Repository, a_repository

from release_tasks.core.sources import rewrite
from release_tasks.world.sources.sources import source_files

CITATION = 'cff-version: 1.2.0\nversion: {}\ndate-released: "{}"\n'
MANIFEST = '[project]\nname = "Demo_Pkg"\nversion = "{}"\n'
BY_TAG = '[build-system]\nrequires = ["setuptools-scm"]\n[project]\nname = "Demo_Pkg"\ndynamic = ["version"]\n[tool.setuptools_scm]\n'


def releases(repository: Repository, *, manifest: str = MANIFEST) -> None:
    for version, day in (("1.0.0", "2026-01-05"), ("1.1.0", "2026-02-28"), ("1.2.0", "2026-04-01")):
        repository.write("pyproject.toml", manifest.format(version))
        repository.write("CITATION.cff", CITATION.format(version, day))
        repository.git("add", "--all")
        repository.git("commit", "--quiet", "-m", f"Release {version}", f"--date={day}T12:00:00")
        repository.git("tag", f"v{version}")


@pytest.mark.parametrize("manifest", [MANIFEST, BY_TAG], ids=["in a file", "by the tag"])
def test_a_citation_s_day_that_releases_changed_is_changed_with_the_version(
    tmp_path: Path, manifest: str
) -> None:
    repository = a_repository(tmp_path / "work", empty=True)
    releases(repository, manifest=manifest)
    sources = repository.sources
    (day,) = sources.days
    assert (day.line, day.why) == (3, "the day of the release in 2 of the last 2")
    after = rewrite(source_files(sources).contents, sources, "1.3.0", day="2026-11-05")
    assert after[repository.root / "CITATION.cff"].decode() == CITATION.format("1.3.0", "2026-11-05")


def test_a_day_without_a_habit_stays(tmp_path: Path) -> None:
    repository = a_repository(tmp_path / "work", empty=True)
    releases(repository)
    repository.git("reset", "--hard", "v1.1.0")
    assert repository.sources.days == ()
