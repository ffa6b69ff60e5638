"""The distributions that came out of a run: whose they are, and what the ledger says of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import builders as b
import tag_runs as r

from release_tasks.core.artifacts import Unreadable
from release_tasks.core.github.ci_files import clashes, recorded

OURS = b.a_distribution(b.WHEEL)
THEIRS = b.a_distribution(replace(b.SDIST, name="vendored-2.0.tar.gz"), "2.0", name="vendored")


def broken(name: str) -> Unreadable:
    return Unreadable(path=Path("/state") / name, reason="no zip")


def test_a_file_that_cannot_be_read_is_ours_unless_its_name_gives_it_to_others() -> None:
    files = r.ci_files(
        dist=(OURS, OURS, broken("no wheel's name.whl"), broken("demo-1.3.0-py3-none-win32.whl")),
        vendor=(THEIRS, broken("other-1.0-py3-none-any.whl")),
    )
    mine = files.of("Demo")
    assert mine.distributions == (OURS,)
    assert [each.path.name for each in mine.unreadable] == [
        "no wheel's name.whl",
        "demo-1.3.0-py3-none-win32.whl",
    ]
    assert files.besides("Demo") == ("vendored-2.0.tar.gz", "other-1.0-py3-none-any.whl")


def test_equal_files_of_one_name_are_no_clash() -> None:
    other = b.a_distribution(replace(b.WHEEL, sha256="cc" * 32))
    assert list(clashes(r.ci_files(a=(OURS,), b=(OURS,)))) == []
    (clash,) = clashes(r.ci_files(a=(OURS,), b=(other,), c=(OURS,)))
    mine, theirs = OURS.file.sha256, other.file.sha256
    assert (clash.name, clash.holders) == (b.WHEEL.name, (("a", mine), ("b", theirs), ("c", mine)))


def test_a_record_is_of_the_very_artifacts() -> None:
    wanted = [r.an_artifact(each) for each in ("sdist", "wheels-linux", "wheels-windows")]
    ledger = b.a_ledger(r.on_record(run=7))
    record = recorded(ledger, wanted)
    assert record is not None
    assert (record.run, record.files) == (7, b.FILES)
    assert recorded(ledger, wanted[1:]) is None
    assert recorded(b.a_ledger(), wanted) is None
