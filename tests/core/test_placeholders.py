from __future__ import annotations

import pytest

from release_tasks.core.errors import UsageError
from release_tasks.core.placeholders import fill
from release_tasks.core.project import Command

VALUES = {"python": "/opt/my python/bin/python", "version": "1.0"}


@pytest.mark.parametrize(
    ("word", "filled"),
    [
        ("{version}", "1.0"),
        ("v{version}/{version}", "v1.0/1.0"),
        ("{python}", "/opt/my python/bin/python"),
        ("{{version}}", "{version}"),
        ("{}", "{}"),
        ('{"a": 1}', '{"a": 1}'),
        ("plain", "plain"),
    ],
)
def test_placeholders_are_filled_and_other_braces_are_left(word: str, filled: str) -> None:
    assert fill(Command(argv=("run", word)), VALUES).argv == ("run", filled)


def test_a_value_stays_one_word_in_a_shell_line() -> None:
    command = fill(Command(argv=("{python} -V",), shell=True), VALUES)
    assert command == Command(argv=("'/opt/my python/bin/python' -V",), shell=True)


def test_a_value_is_not_filled_again() -> None:
    assert fill(Command(argv=("{a}",)), {"a": "{b}", "b": "no"}).argv == ("{b}",)


def test_an_unknown_placeholder_is_named_with_the_known_ones() -> None:
    with pytest.raises(UsageError) as caught:
        fill(Command(argv=("echo", "{verison}")), VALUES)
    assert "{verison}" in caught.value.what
    assert caught.value.expected == "one of {python}, {version}"
    assert "{{verison}}" in caught.value.remedy
    assert "echo {verison}" in caught.value.where
