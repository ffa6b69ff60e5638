"""The changelog and the day, as facts."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest
from builders import a_project
from gathered import project_of
from hosting import make_host

from release_tasks.core.changelog import ChangelogError, parse, release
from release_tasks.core.errors import UsageError
from release_tasks.core.request import Request
from release_tasks.world.project.changelog import changelog_file, today


def test_the_text_is_every_byte_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "CHANGELOG.md"
    path.write_bytes(b"\xef\xbb\xbf# News\r\n\rmixed \xe2\x80\x94\n\x0c no end")
    file = changelog_file(a_project(changelog=path))
    assert file.path == path
    assert file.text.encode() == path.read_bytes()


def test_no_changelog_is_no_text() -> None:
    file = changelog_file(a_project(changelog=None))
    assert (file.path, file.text) == (None, "")


def test_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "CHANGELOG.md"
    path.write_bytes("# News\n\nGrüße\n".encode("latin-1"))
    with pytest.raises(UsageError, match=r"0xfc is not UTF-8") as caught:
        changelog_file(a_project(changelog=path))
    assert caught.value.where == f"{path}:3"


def test_the_day_is_that_of_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    before = datetime.now(timezone.utc).date().isoformat()
    assert before <= today().date <= datetime.now(timezone.utc).date().isoformat()


def test_the_day_can_be_stated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795219200")
    assert today().date == "2026-11-21"


@pytest.mark.parametrize("epoch", ["soon", "1e9", str(10**30)])
def test_a_day_that_is_none(monkeypatch: pytest.MonkeyPatch, epoch: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(UsageError, match=r"is no time"):
        today()


@pytest.mark.parametrize(
    ("name", "package", "heading"),
    [
        ("recorder_monorepo", "recorder", "## [0.5.0] - 2026-11-21"),
        ("recorder_monorepo", "viewer", "## 0.5.0 - 2026-11-21"),
        ("barter_workspace", None, "## [0.5.0] - 2026-11-21"),
        ("plain_setuptools", None, "## 0.5.0 (2026-11-21)"),
    ],
)
def test_the_changelogs_of_hosts_are_released(
    tmp_path: Path, name: str, package: str | None, heading: str
) -> None:
    host = make_host(name, tmp_path)
    file = changelog_file(project_of(Request(task="metadata", root=host.root, package=package)))
    after = release(file.read(), "0.5.0", "2026-11-21", tag_of="v{}".format, previous=None)
    assert after.count(heading) == 1
    with pytest.raises(ChangelogError):
        release(parse(after), "0.6.0", "2026-11-22", tag_of="v{}".format, previous=None)
