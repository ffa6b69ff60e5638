"""Lines on a narrow terminal: broken between words, below their own text, and no command is broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release_tasks.core.folding import folded, moved

VERDICT = "               not compared  digests     nothing to compare with: no file of 1.0 is here, and no upload is on record"
HEAD = "  FAIL         promote.listed            http://index.example/simple/ lists 4 files of tiny 1.0"
COMMAND = "python -m release_tasks verify-pypi --version tiny==1.0 --index http://index.example/simple/"


def test_words_go_on_below_where_they_began() -> None:
    assert folded(VERDICT, 80) == [
        "               not compared  digests     nothing to compare with: no file of 1.0",
        "                                         is here, and no upload is on record",
    ]
    assert folded(HEAD, 80) == [
        "  FAIL         promote.listed            http://index.example/simple/ lists 4",
        "               files of tiny 1.0",
    ]


def test_a_command_has_a_line_of_its_own_however_long() -> None:
    assert folded(f"   to mend:  upload what is missing; if it is meant to go: {COMMAND}", 60) == [
        "   to mend:  upload what is missing; if it is meant to go:",
        f"             {COMMAND}",
    ]
    two = f"   to mend:  {COMMAND}; or, where it was uploaded just now, {COMMAND} --wait 600"
    assert folded(two, 60) == [
        f"   to mend:  {COMMAND}",
        "             or, where it was uploaded just now",
        f"             {COMMAND} --wait 600",
    ]
    then = f"   to mend:  git fetch origin tag v1 && git status, then {COMMAND}"
    assert folded(then, 60) == [
        "   to mend:  git fetch origin tag v1 && git status",
        "             then",
        f"             {COMMAND}",
    ]


def test_what_is_quoted_ends_no_command() -> None:
    command = f"{COMMAND} --dropped '3.9=it has ended; or, so they say, will soon'"
    assert folded(f"   to mend:  {command}; or wait", 60) == [
        f"   to mend:  {command}",
        "             or wait",
    ]


@pytest.mark.parametrize(
    "door", ["nox -s release-verify-pypi -- --version 1.0", "invoke release.verify-pypi", "gh run rerun 12"]
)
def test_each_door_is_known_by_its_command(door: str) -> None:
    assert (
        folded(f"   to mend:  look at it, and at all around it for a while: {door}", 40)[-1]
        == f"             {door}"
    )


def test_only_remedies_hold_commands() -> None:
    assert len(folded(f"   found:    {COMMAND}", 60)) > 1


def test_what_fits_and_what_has_no_width_stays_as_it_is() -> None:
    assert folded(VERDICT, len(VERDICT)) == folded(VERDICT, 0) == [VERDICT]
    assert folded(VERDICT, 25) == [VERDICT], "there the terminal may do as it likes"


@given(st.text(alphabet="ab :;,-", max_size=200), st.integers(0, 90))
def test_no_word_is_lost(text: str, width: int) -> None:
    line = f"               found:    {text}"
    assert " ".join(folded(line, width)).split() == line.split()


def test_a_table_moves_to_the_left_as_far_as_it_has_to() -> None:
    table = ["", "     a  b", "     cc d", ""]
    assert moved(table, 9) == moved(table, 0) == table
    assert moved(table, 7) == ["", "   a  b", "   cc d", ""]
    assert moved(table, 3) == table, "it would not fit whatever we did"
