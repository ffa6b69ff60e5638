"""Channels as settings state them, and addresses that only the environment knows."""

from __future__ import annotations

from pathlib import Path

import pytest
from gathered import project_of

from release_tasks.core.announcing import Channel
from release_tasks.core.errors import UsageError
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.world.announce.channels import addresses

PYPROJECT = '[project]\nname = "demo"\nversion = "1.0"\n[tool.release-tasks]\n'
SECRET = "discord.example/api/webhooks/1/s3cret"


def find(root: Path, announce: str) -> Project:
    (root / "pyproject.toml").write_text(f"{PYPROJECT}announce = {announce}\n")
    return project_of(Request(task="status", root=root))


def refused(root: Path, announce: str) -> UsageError:
    with pytest.raises(UsageError) as caught:
        find(root, announce)
    assert "s3cret" not in str(caught.value)
    return caught.value


def test_a_channel_is_a_variable_or_a_table_and_they_keep_their_order(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    template = tmp_path / "docs" / "mail.md"
    template.write_text("{package}")
    found = find(
        tmp_path,
        '{ list = { url = "LIST_URL", template = "docs/mail.md", subject = "[ANN] {package}" }, chat = "CHAT_URL" }',
    )
    assert found.channels == (
        Channel(name="list", variable="LIST_URL", template=template, subject="[ANN] {package}"),
        Channel(name="chat", variable="CHAT_URL"),
    )
    assert find(tmp_path, "{}").channels == ()


@pytest.mark.parametrize(
    ("announce", "key"),
    [
        (f'{{ chat = "https://{SECRET}" }}', "announce.chat"),
        (f'{{ chat = {{ url = "discord://{SECRET}" }} }}', "announce.chat.url"),
        ('{ chat = "s3cret-token" }', "announce.chat"),
        ('{ chat = "" }', "announce.chat"),
    ],
)
def test_an_address_in_the_settings_is_refused_and_not_repeated(
    tmp_path: Path, announce: str, key: str
) -> None:
    error = refused(tmp_path, announce)
    assert error.where.endswith(f"pyproject.toml:5: tool.release-tasks.{key}")
    assert "no name of an environment variable" in error.what
    assert 'write "RELEASE_TASKS_CHAT_URL"' in error.remedy


def test_other_mistakes_name_the_key_and_no_address_either(tmp_path: Path) -> None:
    error = refused(tmp_path, f'"https://{SECRET}"')
    assert error.what == "an address does not fit"
    error = refused(tmp_path, '{ chat = { url = "CHAT_URL", tempalte = "x" } }')
    assert (error.what, error.remedy) == ("there is no setting tempalte", "did you mean template?")
    error = refused(tmp_path, '{ chat = { subject = "x" } }')
    assert (error.what, error.remedy) == ("url is missing", 'add url = "…"')
    assert error.expected == "the keys url and template"
    assert (
        "there is no nowhere.md"
        in refused(tmp_path, '{ chat = { url = "CHAT_URL", template = "nowhere.md" } }').what
    )


def test_what_is_not_set_or_empty_has_no_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = find(tmp_path, '{ a = "A_URL", b = "B_URL", c = "C_URL" }')
    monkeypatch.setenv("A_URL", f" json://{SECRET}\n")
    monkeypatch.setenv("B_URL", "  ")
    monkeypatch.delenv("C_URL", raising=False)
    known = addresses(found)
    assert dict(known.by_variable) == {"A_URL": f"json://{SECRET}"}
    assert "s3cret" not in repr(known)
