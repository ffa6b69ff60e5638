"""abi3audit and auditwheel, the real ones, on wheels with real compiled modules."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
from builders import a_project, a_request
from compiled_wheels import ARCH, CAME_WITH_3_11, NEEDS_NEW_GLIBC, NOT_IN_ABI3, SOUND, compiled_wheel
from tiny_wheel import write_wheel

from release_tasks.core.distributions.audits import BinaryAudit
from release_tasks.world.builds.artifacts import artifacts
from release_tasks.world.builds.audits import binary_audit

ABI3, CP312 = "cp39-abi3", "cp312-cp312"
OLD, NEW = f"manylinux_2_17_{ARCH}", f"manylinux_2_36_{ARCH}"

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="auditwheel runs on Linux alone")


def audited(folder: Path) -> BinaryAudit:
    project = a_project(root=folder, repository=folder, path=folder, name="tiny", dist=folder)
    return binary_audit(artifacts(project, a_request(root=folder)))


def test_a_sound_wheel_is_checked_by_both(tmp_path: Path) -> None:
    wheel = compiled_wheel(tmp_path, f"{ABI3}-{NEW}", SOUND)
    assert audited(tmp_path) == BinaryAudit(
        checked=(f"the stable ABI of {wheel.name}, by abi3audit", f"manylinux of {wheel.name}, by auditwheel")
    )


def test_a_wheel_that_breaks_its_promises_is_found_out(tmp_path: Path) -> None:
    wheel = compiled_wheel(
        tmp_path,
        f"{ABI3}-{OLD}",
        (" ".join((NOT_IN_ABI3[0], NEEDS_NEW_GLIBC[0])), "; ".join((NOT_IN_ABI3[1], NEEDS_NEW_GLIBC[1]))),
    )
    abi3, manylinux = audited(tmp_path).problems
    assert (abi3.subject, abi3.found) == (f"{wheel.name}: _fast.abi3.so", "PyFrame_New")
    assert abi3.kind == "uses what is not in the stable ABI, and is tagged abi3"
    assert (manylinux.subject, manylinux.expected, manylinux.found) == (
        wheel.name,
        OLD,
        f"manylinux_2_34_{ARCH}",
    )
    assert all(each.remedy for each in (abi3, manylinux))


def test_a_symbol_that_is_younger_than_the_tag_is_found_out(tmp_path: Path) -> None:
    compiled_wheel(tmp_path, f"{ABI3}-{NEW}", CAME_WITH_3_11)
    (finding,) = audited(tmp_path).problems
    assert finding.kind == "uses what came into the stable ABI after the Python that it is tagged for"
    assert (finding.expected, finding.found) == ("the limited API of 3.9", "PyType_GetName (3.11)")
    assert "tag it for 3.11" in finding.remedy


def test_a_wheel_for_one_python_may_use_all_of_it(tmp_path: Path) -> None:
    compiled_wheel(tmp_path, f"{CP312}-{NEW}", NOT_IN_ABI3)
    found = audited(tmp_path)
    assert (found.problems, len(found.checked)) == ((), 1)


def test_pure_wheels_need_neither(tmp_path: Path) -> None:
    write_wheel(tmp_path)
    assert audited(tmp_path) == BinaryAudit()


def test_what_a_tool_cannot_tell_is_told(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path, tag=f"{ABI3}-{NEW}", files={"tiny/_fast.abi3.so": b"no library"})
    found = audited(tmp_path)
    assert found.problems == ()
    assert all(each.partition(": ")[0].endswith(wheel.name) for each in found.unchecked)
    assert len(found.unchecked) == 2


def test_a_tool_may_lie_beside_our_python_or_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled_wheel(tmp_path, f"{ABI3}-{NEW}")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert len(audited(tmp_path).checked) == 2
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert audited(tmp_path) == BinaryAudit(
        unchecked=(
            "the stable ABI: abi3audit is not installed (pip install abi3audit)",
            "manylinux: auditwheel is not installed (pip install auditwheel)",
        )
    )
