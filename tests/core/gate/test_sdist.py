"""The sdist: expected where the release before had one, unless a person says that it was dropped."""

from __future__ import annotations

from release_tasks.core.gate.sdist import SdistBefore

WHEEL, SDIST = "demo-1.3.0-py3-none-any.whl", "demo-1.3.0.tar.gz"


def test_one_that_is_gone_is_told_with_how_to_say_that_it_was_meant_to_go() -> None:
    (finding,) = SdistBefore(before="1.2.0", settle="verify --dropped sdist=REASON").gone((WHEEL,), ())
    assert (finding.kind, finding.expected) == ("there is no sdist", "an sdist, as 1.2.0 has one")
    assert finding.remedy.endswith("; if it is meant to go: verify --dropped sdist=REASON")
    (finding,) = SdistBefore(before="1.2.0").gone((WHEEL,), ())
    assert "meant to go" not in finding.remedy


def test_one_that_was_dropped_is_told_with_the_reason() -> None:
    (finding,) = SdistBefore(before="1.2.0", dropped="too large").gone((WHEEL,), ())
    assert finding.kind == "there is no sdist; said to be dropped: too large"


def test_nothing_is_missed_where_one_is_there_where_none_was_and_where_it_is_told_already() -> None:
    assert not SdistBefore(before="1.2.0").gone((WHEEL, SDIST), ())
    assert not SdistBefore().gone((WHEEL,), ())
    assert not SdistBefore(before="1.2.0").gone((WHEEL,), (SDIST,))
