"""Tags and the versions in them, both ways."""

from __future__ import annotations

import pytest

from release_tasks.core.target import tag_name, version_in_tag


@pytest.mark.parametrize(
    ("form", "version", "tag"),
    [
        ("v{version}", "1.4.0", "v1.4.0"),
        ("{version}", "1.4.0rc1", "1.4.0rc1"),
        ("recorder-v{version}", "1!2.0", "recorder-v1!2.0"),
        ("rel.{version}+py", "1.0.post1", "rel.1.0.post1+py"),
    ],
)
def test_a_tag_and_its_version_lead_to_each_other(form: str, version: str, tag: str) -> None:
    assert tag_name(form, version) == tag
    assert version_in_tag(form, tag) == version


@pytest.mark.parametrize(
    ("form", "tag"),
    [
        ("v{version}", "1.4.0"),
        ("v{version}", "recorder-v1.4.0"),
        ("v{version}", "vnext"),
        ("v{version}", "v"),
        ("recorder-v{version}", "v1.4.0"),
        ("rel.{version}", "relx1.4.0"),
        ("{version}+py", "1.4.0"),
    ],
)
def test_a_tag_of_another_form_holds_no_version(form: str, tag: str) -> None:
    assert version_in_tag(form, tag) is None


def test_the_spelling_in_a_tag_is_kept() -> None:
    assert version_in_tag("v{version}", "v1.4.0-rc.1") == "1.4.0-rc.1"
