"""Which of several wheels was installed, by what it says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from release_tasks.world.environments.proof import Proof

NAMES = (
    "demo-1.0.tar.gz",
    "demo-1.0-py3-none-any.whl",
    "demo-1.0-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
    "demo-1.0-cp312-cp312-musllinux_1_2_x86_64.whl",
)


@pytest.mark.parametrize(
    ("tags", "name"),
    [
        (["py3-none-any"], NAMES[1]),
        (["cp312-cp312-manylinux2014_x86_64", "cp312-cp312-manylinux_2_17_x86_64"], NAMES[2]),
        (["cp312-cp312-musllinux_1_2_x86_64"], NAMES[3]),
        (["cp313-cp313-win_amd64"], ""),
        ([], ""),
    ],
)
def test_a_wheel_is_known_by_its_tags(tags: list[str], name: str) -> None:
    wheel = "Wheel-Version: 1.0\n" + "".join(f"Tag: {each}\n" for each in tags)
    proof = Proof(module="demo", origin=Path("x"), relative="demo.py", version="1.0", source="", wheel=wheel)
    assert proof.file_among(NAMES) == name
